"""Which script a task runner's command runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.repository.publish_match import option
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
from runbook.repository.scripts_words import UNKNOWN

if TYPE_CHECKING:
    from runbook.repository.model import Repository

_INCLUDE = re.compile(r"(?m)^[-s]?include[ \t]+([^\n#$]+)")
_MAX_INCLUDES = 30
Read = Callable[[str], str | None]
_MAX_PACKAGES = 100  # members of a workspace in which a script is looked for
_FILES: dict[str, tuple[tuple[str, Callable[[str, str], str]], ...]] = {
    "make": tuple((name, make_target) for name in ("Makefile", "makefile", "GNUmakefile")),
    "just": tuple((name, just_target) for name in ("justfile", "Justfile", ".justfile")),
    "tox": (
        ("tox.ini", tox_environment),
        ("setup.cfg", tox_environment),
        ("tox.toml", tox_toml_environment),
        ("pyproject.toml", pyproject_task),
    ),
    "nox": (("noxfile.py", python_function),),
    "invoke": (("tasks.py", python_function),),
    "task": tuple(
        (name, taskfile_task) for name in ("Taskfile.yml", "Taskfile.yaml", "Taskfile.dist.yml")
    ),
    "pyproject": (("pyproject.toml", pyproject_task),),
    "package": (("package.json", package_script),),
}
_RUNNERS = {"gmake": "make", "go-task": "task", "inv": "invoke"}
_NODE = frozenset({"npm", "pnpm", "yarn", "bun"})
_NODE_BUILTIN = frozenset(
    {
        *("add", "audit", "ci", "config", "create", "exec", "info", "init", "install"),
        *("link", "list", "login", "outdated", "pack", "prune", "rebuild", "remove", "root"),
        *("set", "uninstall", "update", "upgrade", "version", "why", "dlx", "dedupe", "publish"),
        *("i", "x", "import", "fetch", "cache", "workspaces", "global"),
    }
)
_EVERYWHERE = frozenset({"turbo", "lerna", "nx", "wireit"})
_PYTHON = frozenset({"poe", "taskipy", "hatch", "pdm", "pixi"})


RUNNERS = frozenset(
    {"make", "just", "task", "invoke", "tox", "nox", *_RUNNERS, *_NODE, *_EVERYWHERE, *_PYTHON}
)


@dataclass(frozen=True, slots=True)
class Task:
    """A task's script: the file it stands in, its name there, and the folder it runs in."""

    path: str
    name: str
    text: str
    folder: str


def task_script(
    argv: tuple[str, ...], folder: str, read: Read, repository: Repository
) -> Iterator[Task]:
    """The scripts that a task runner's command runs; none for any other command."""
    runner = _RUNNERS.get(argv[0], argv[0])
    if runner == "make":
        folder = _joined(folder, option(argv, ("-C", "--directory")) or "")
        yield from _in_files(
            "make", _targets(argv, ("-C", "-f", "-j", "--directory")) or [""], folder, read
        )
    elif runner in {"just", "task", "invoke"}:
        yield from _in_files(runner, _targets(argv, ("-d", "-f", "--justfile"))[:4], folder, read)
    elif runner in {"tox", "nox"}:
        yield from _in_files(runner, _sessions(argv), folder, read)
    elif runner in _NODE:
        yield from _node(argv, folder, read, repository)
    elif runner in _EVERYWHERE:
        names = [word for word in _targets(argv, ()) if word not in {"run", "run-many", "affected"}]
        yield from _everywhere([name.rpartition(":")[2] for name in names[:2]], read, repository)
    elif runner in _PYTHON:
        names = [word.rpartition(":")[2] for word in _targets(argv, ()) if word != "run"]
        yield from _in_files("pyproject", names[:1], folder, read)


def _with_includes(text: str, folder: str, read: Read) -> str:
    """A Makefile with the files it includes; those with a variable in their name are left out."""
    texts, waiting, seen = [text], _INCLUDE.findall(text), set[str]()
    while waiting and len(seen) < _MAX_INCLUDES:
        for name in waiting.pop(0).split():
            included = read(_joined(folder, name)) if name not in seen else None
            seen.add(name)
            if included is not None:
                texts.append(included)
                waiting += _INCLUDE.findall(included)
    return "\n".join(texts)


def _in_files(runner: str, names: list[str], folder: str, read: Read) -> Iterator[Task]:
    for name in names:
        for file, find in _FILES[runner]:
            path = _joined(folder, file)
            text = read(path)
            if text is not None and runner == "make":
                text = _with_includes(text, folder, read)
            script = find(text, name) if text is not None else ""
            if script:
                yield Task(path, name, script, folder)
                break


def _targets(argv: tuple[str, ...], values: tuple[str, ...]) -> list[str]:
    """The words behind the runner that are neither options, nor their values, nor assignments."""
    found, skip = [], False
    for word in argv[1:]:
        if not skip and not word.startswith("-") and "=" not in word and UNKNOWN not in word:
            found.append(word)
        skip = word in values
    return found


def _sessions(argv: tuple[str, ...]) -> list[str]:
    text = option(argv, ("-e", "--session", "-s", "-t"))
    return [] if text is None or UNKNOWN in text else text.split(",")


def _node(argv: tuple[str, ...], folder: str, read: Read, repository: Repository) -> Iterator[Task]:
    values = ("--filter", "-F", "-w", "--workspace", "-C", "--dir", "--cwd", "--prefix")
    words = _targets(argv, values)
    if words[:1] in (["run"], ["run-script"], ["rum"]):
        words = words[1:]
    elif not words or words[0] in _NODE_BUILTIN or argv[0] == "bun":
        return
    selected = option(argv, values[:4])
    recursive = {"-r", "--recursive", "--workspaces", "-ws"} & set(argv)
    if selected is not None or recursive:
        yield from _everywhere(words[:1], read, repository)
    else:
        yield from _in_files(
            "package", words[:1], _joined(folder, option(argv, values[4:]) or ""), read
        )


def _everywhere(names: list[str], read: Read, repository: Repository) -> Iterator[Task]:
    """A script of this name in any package of the workspace."""
    folders = [item.folder for item in repository.manifests if item.path.endswith("package.json")]
    for folder in folders[:_MAX_PACKAGES]:
        yield from _in_files("package", names, folder, read)


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder and name else folder or name
