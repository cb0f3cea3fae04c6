from __future__ import annotations

import pytest

from runbook.repository.scripts import Shell
from runbook.repository.scripts_targets import (
    just_target,
    make_target,
    package_script,
    pyproject_task,
    python_function,
    taskfile_task,
    tox_environment,
    tox_toml_environment,
)
from runbook.repository.scripts_variables import Variables


def commands(script: str) -> list[str]:
    return [" ".join(item.argv) for item in Shell(Variables()).walk(script)]


MAKEFILE = """\
UV := uv
FLAGS = --quiet $(EXTRA) # why
.PHONY: publish
first: ; echo
publish dist: build
\t@$(UV) publish $(FLAGS) \\
\t  dist/*
\t-$(MAKE) tag V=$$X$(shell date)
build:
\tpython -m build
loop: loop
\tup
"""


def test_make() -> None:
    found = commands(make_target(MAKEFILE, "publish"))
    assert found[0] == "python -m build"
    assert found[1].startswith("uv publish --quiet")
    assert found[2].startswith("make tag V=")


@pytest.mark.parametrize(
    ("target", "expected"),
    [("loop", ["up"]), ("absent", []), ("", [])],
    ids=["loop", "absent", "first"],
)
def test_make_targets(target: str, expected: list[str]) -> None:
    assert commands(make_target(MAKEFILE, target)) == expected


def test_just() -> None:
    text = 'set x\ndefault: build\nbuild:\n  @cargo build\nup to="a": build\n  -up {{to}} now\n'
    assert commands(just_target(text, "up")) == ["cargo build", "up \x00 now"]
    assert commands(just_target(text, "")) == ["cargo build"]
    assert just_target(text, "absent") == ""


def test_tox() -> None:
    text = (
        "[tox]\nenvlist = a\n; no\n[testenv]\ncommands = pytest\n"
        "[testenv:up]\ncommands =\n  - twine upload {env:DIST:dist}\n[testenv:other]\nskip = 1\n"
    )
    assert commands(tox_environment(text, "up")) == ["twine upload \x00"]
    assert commands(tox_environment(text, "other")) == ["pytest"]
    assert tox_environment(text, "absent") == ""
    assert commands(tox_toml_environment('[env.up]\ncommands = [["a", "b"]]\n', "up")) == ["a b"]


def test_functions() -> None:
    text = (
        "@nox.session(name='up-load')\ndef upload(session):\n    session.run('twine', 'upload')\n\n"
        "def other(session):\n    session.run('a')\n"
    )
    assert python_function(text, "up-load") == "twine upload"
    assert python_function(text, "other") == "a"
    assert python_function(text, "absent") == ""


def test_package_scripts() -> None:
    text = '{"scripts": {"preup": "a", "up": "b", "postup": "c", "bad": 1}}'
    assert commands(package_script(text, "up")) == ["a", "b", "c"]
    assert package_script(text, "absent") == ""
    assert package_script("[", "up") == ""
    assert package_script("[]", "up") == ""


@pytest.mark.parametrize(
    "text",
    [
        '[tool.poe.tasks]\nup = "a b"\n',
        '[tool.poe.tasks.up]\ncmd = "a b"\n',
        '[tool.poe.tasks]\nup = ["a b"]\n',
        '[tool.pdm.scripts]\nup = {shell = "a b"}\n',
        '[tool.hatch.envs.default.scripts]\nup = ["a b"]\n',
        '[tool.tox.env.up]\ncommands = [["a", "b"]]\n',
        '[tool.tox]\nlegacy_tox_ini = """\n[testenv:up]\ncommands = a b\n"""\n',
    ],
    ids=["poe", "poe table", "poe list", "pdm", "hatch", "tox", "legacy tox"],
)
def test_tasks_of_pyproject(text: str) -> None:
    assert commands(pyproject_task(text, "up")) == ["a b"]


def test_tasks_that_are_not_there() -> None:
    assert pyproject_task("not toml", "up") == ""
    assert pyproject_task("", "up") == ""


def test_taskfile() -> None:
    text = "version: 3\ntasks:\n  up:\n    cmds: ['a {{.B}}', {cmd: c}]\n"
    assert commands(taskfile_task(text, "up")) == ["a \x00", "c"]
    assert taskfile_task("a: [", "up") == ""
