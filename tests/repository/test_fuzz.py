"""Nearly right manifests and git files are read or named; no file outside is opened."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from random import Random
from time import process_time

import pytest
from mutations import COUNT, texts

from runbook.errors import InputError
from runbook.repository.checkout import Content
from runbook.repository.git_config import read_git_config
from runbook.repository.manifests.read import _reader
from runbook.repository.read import read_repository
from runbook.repository.remote import parse_remote

MANIFESTS = {
    "pyproject.toml": "[project]\nname = 'a'\nversion = \"1\"\nurls = {Source = 'x'}\n",
    "setup.cfg": "[metadata]\nname = a\nversion = file: VERSION\nurl = x\n",
    "setup.py": "from setuptools import setup\nNAME = 'a'\nsetup(name=NAME, version=f'{x}')\n",
    "Cargo.toml": "[package]\nname = 'a'\nversion.workspace = true\n[workspace.package]\nx = 1\n",
    "package.json": '{"name": "a", "version": "1", "repository": "x", "workspaces": ["a"]}',
    "jsr.jsonc": '{// x\n"name": "@a/b", /* y */ "version": "1", "workspace": ["./a",],}',
    "pubspec.yaml": "name: a\nversion: 1\npublish_to: none\nworkspace: [a]\n",
    "pnpm-workspace.yaml": "packages: ['a']\n",
    "a.gemspec": "spec.name = 'a'\nspec.version = A::VERSION\nspec.metadata['x'] = 'y'\n",
    "a.csproj": "<Project Sdk='x'><PropertyGroup><Version>1</Version></PropertyGroup></Project>",
    "Directory.Build.props": "<Project><PropertyGroup><A>1</A></PropertyGroup></Project>",
}
LONG = [
    *(
        "'",
        '"',
        "'''",
        '"""',
        '\\"',
        '"\\',
        '"""\\',
        "[",
        "{",
        "{a=",
        "#",
        "/*",
        "//",
        ", ",
        "=",
        "\t",
        "\n",
    ),
    *(
        "name =",
        '"name": "',
        "- ",
        "<a>",
        "<!--",
        "a.name = '",
        "a" * 99 + ".",
        "&a [",
        "(",
        "@",
        "x=",
    ),
]
LENGTH = 65_536  # squared, this is minutes
CONFIGURATION = '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@github.com:a/b.git # c\n'
CHECKOUTS = max(COUNT // 100, 10)


@pytest.mark.parametrize("name", MANIFESTS)
def test_fuzz_manifests(name: str) -> None:
    read = _reader(name)
    taken = refused = 0
    for text in texts(list(MANIFESTS.values()), seed=len(name)):
        try:
            read(Content(name, text))
        except InputError as error:
            refused += all(problem.span is not None for problem in error.problems)
            continue
        taken += 1
    assert taken + refused == COUNT
    assert taken


@pytest.mark.parametrize("piece", LONG)
def test_time_grows_with_length_only(piece: str) -> None:
    """Every reader, and every expression in it, on a text that a slow one would not survive."""
    text = (piece * LENGTH)[:LENGTH]
    start = process_time()
    for name, good in MANIFESTS.items():
        for content in (text, good + text, text + good):
            with contextlib.suppress(InputError):
                _reader(name)(Content(name, content))
    for content in (text, CONFIGURATION + text):
        read_git_config(content)
    parse_remote(f"https://github.com/{text}")
    assert process_time() - start < 10


def test_fuzz_git_configuration() -> None:
    for text in texts([CONFIGURATION]):
        for value in read_git_config(text).values():
            remote = parse_remote(value)
            assert remote is None or remote.repo.isprintable()


WATCHERS: list[list[str]] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if WATCHERS and event in {"open", "os.listdir", "os.scandir"}:
        path = arguments[0]
        if path and isinstance(path, str):  # not one that is open already
            WATCHERS[-1].append(path)


sys.addaudithook(_note)


def test_fuzz_no_file_outside_is_opened(tmp_path: Path) -> None:
    """Links, pipes, odd names and odd contents in every place that is looked at."""
    outside = tmp_path / "outside"
    (outside / ".git" / "worktrees" / "x").mkdir(parents=True)
    for name in (*MANIFESTS, "action.yml", "HEAD", "config", ".git/worktrees/x/gitdir"):
        (outside / name).write_text("secret")
    contents = [*MANIFESTS.values(), CONFIGURATION, f"gitdir: {outside}\n", "a: &a [*a]"]
    places = [
        *(".git", ".git/config", ".git/HEAD", ".git/packed-refs", ".git/refs/remotes/origin/HEAD"),
        *(".github", ".github/workflows", ".github/workflows/a.yml", ".github/actions"),
        *(".github/actions/a/action.yml", "action.yml", "docs", "docs/a.md", *MANIFESTS),
    ]
    read_repository(outside)  # so that Python's own imports are done
    random = Random(3)  # noqa: S311 - the same in every run
    variants = texts(contents, seed=4)
    for number in range(CHECKOUTS):
        root = tmp_path / f"root{number}"
        root.mkdir()
        for place in places:
            _put(random, root, place, outside, next(variants))
        WATCHERS.append(opened := [])
        try:
            assert read_repository(root).root == str(root)
        finally:
            WATCHERS.clear()
        assert opened
        inside = f"{root}{os.sep}"
        assert [path for path in opened if not f"{path}{os.sep}".startswith(inside)] == []


def _put(random: Random, root: Path, place: str, outside: Path, text: str) -> None:
    """A file, a link to somewhere else, a pipe, a folder, or nothing; never through a link."""
    target = root / place
    above = [parent for parent in target.parents if parent.is_relative_to(root)]
    blocked = any(os.path.lexists(path) and not path.is_dir() for path in above)
    if blocked or os.path.lexists(target) or any(path.is_symlink() for path in above):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    kind = random.choice(("file", "file", "file", "link", "pipe", "folder", "nothing"))
    if kind == "file":
        target.write_text(text, errors="replace")
    elif kind == "link":
        target.symlink_to(random.choice((outside, outside / target.name, Path("/"), root)))
    elif kind == "pipe":
        os.mkfifo(target)
    elif kind == "folder":
        target.mkdir()
