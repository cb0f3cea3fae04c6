from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from runbook.cli.main import cli, run
from runbook.cli.shells import answer
from runbook.errors import ExitCode
from runbook.registries.catalog import all_ids
from runbook.rules.catalog import FAMILIES, all_rules
from runbook.site.builders import builder_names

if TYPE_CHECKING:
    from collections.abc import Callable

    Complete = Callable[[str], list[str]]

DESCRIPTOR = """\
registries:
- {registry: pypi, package: demo}
- {registry: npm, packages: ['@acme/one', '@acme/two']}
- {registry: npm, packages: {workspace: 'packages/*', new: ['@acme/new']}}
- {registry: pypi, package: "$(touch x)"}
- {registry: "a b", package: -rf}
- registry
workflows: {release.yml: {}, '*.yml': {}}
"""


@pytest.fixture
def complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Complete:
    """What bash is answered for a line, in a folder with a descriptor."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "runbook.yaml").write_text(DESCRIPTOR, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def asked(line: str) -> list[str]:
        monkeypatch.setitem(os.environ, "COMP_WORDS", line)
        monkeypatch.setitem(os.environ, "COMP_CWORD", str(len(f"{line}|".split()) - 1))
        return [item.removeprefix("plain,") for item in answer(cli, "bash_complete").splitlines()]

    return asked


def test_rules(complete: Complete) -> None:
    codes = [rule.code for rule in all_rules()]
    assert complete("runbook explain ") == codes
    assert complete("runbook explain rb30") == [code for code in codes if code.startswith("RB30")]


def test_families_come_before_their_rules(complete: Complete) -> None:
    assert complete("runbook check --select ") == [f"RB{digit}" for digit in FAMILIES]
    found = complete("runbook check --select RB1 --select RB3")
    assert found == [rule.code for rule in all_rules() if rule.code.startswith("RB3")]


def test_an_option_and_its_value_in_one_word(complete: Complete) -> None:
    assert complete("runbook build --builder=") == [f"--builder={n}" for n in builder_names()]
    assert complete("runbook build --out=") == ["file,"]
    assert complete("runbook explain a=") == []


def test_what_facts_are_about(complete: Complete) -> None:
    assert complete("runbook facts ") == ["github", *all_ids()]
    for name in complete("runbook facts "):
        assert run(["facts", name]) == ExitCode.OK


@pytest.mark.parametrize("command", ["confirm", "handover"])
def test_packages_of_the_project_at_their_registries(command: str, complete: Complete) -> None:
    assert complete(f"runbook {command} ") == ["pypi", "npm"]
    assert complete(f"runbook {command} pypi ") == ["demo"]
    assert complete(f"runbook {command} npm @") == ["@acme/one", "@acme/two", "@acme/new"]
    assert complete(f"runbook {command} jsr ") == []


def test_the_descriptor_that_is_named_counts(complete: Complete) -> None:
    Path("other.yaml").write_text("registries: [{registry: jsr, package: x}]", encoding="utf-8")
    assert complete("runbook confirm --descriptor other.yaml ") == ["jsr"]
    assert complete("runbook confirm --descriptor . py") == ["pypi"]


@pytest.mark.parametrize("text", ["a: [", "&a [*a]", "\x00", "- just\n- a list"])
def test_a_half_written_descriptor_is_no_matter(text: str, complete: Complete) -> None:
    Path("runbook.yaml").write_text(text, encoding="utf-8")
    assert complete("runbook confirm ") == []
    assert complete("runbook simulate --workflow ") == ["file,"]


def test_without_a_descriptor_nothing_is_offered(complete: Complete) -> None:
    Path("runbook.yaml").unlink()
    assert complete("runbook handover ") == []
    assert complete("runbook simulate --workflow ") == ["file,"]
    assert complete("runbook build ") == ["file,"]


def test_events_and_workflows(complete: Complete) -> None:
    assert complete("runbook simulate --event pull") == ["pull_request", "pull_request_target"]
    assert complete("runbook simulate --workflow ") == ["release.yml"]


@pytest.mark.parametrize(
    "asking",
    ["build", "serve", "check", "build x.yaml", "sync --descriptor", "simulate --path"],
)
def test_descriptors_near_and_far(asking: str, complete: Complete) -> None:
    for folder in ("one", "two/three", "$(touch x)", ".hidden", "node_modules", "a/b/c/d"):
        Path(folder).mkdir(parents=True)
        Path(folder, "runbook.yaml").touch()
    near = ["runbook.yaml", "one/runbook.yaml", "two/three/runbook.yaml"]
    assert complete(f"runbook {asking} ") == near
    assert complete(f"runbook {asking} two/") == ["two/three/runbook.yaml"]
    assert complete(f"runbook {asking} ./o") == ["./one/runbook.yaml"]
    here = Path.cwd().as_posix()
    assert complete(f"runbook {asking} {here}/one/") == [f"{here}/one/runbook.yaml"]
    assert complete(f"runbook {asking} none") == ["file,none"]
    assert complete(f"runbook {asking} none/") == ["file,none/"]
