"""Git's facts are read from its files, and from no files that are not this checkout's."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from runbook.repository.checkout import Checkout
from runbook.repository.git import read_git
from runbook.repository.git_config import read_git_config
from runbook.repository.model import GitFacts

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://github.com/acme/demo.git"


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "trunk")
    git(folder, "commit", "-q", "--allow-empty", "-m", "first")
    return folder


@pytest.fixture
def clone(tmp_path: Path, origin: Path) -> Path:
    folder = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(origin), str(folder))
    git(folder, "remote", "set-url", "origin", URL)
    return folder


def facts(folder: Path) -> GitFacts:
    return read_git(Checkout(folder))


def test_a_clone(clone: Path) -> None:
    assert facts(clone) == GitFacts(
        present=True,
        host="github.com",
        owner="acme",
        repo="demo",
        branch="trunk",
        default_branch="trunk",
    )


def test_a_detached_head(clone: Path) -> None:
    git(clone, "checkout", "-q", "--detach")
    assert (facts(clone).branch, facts(clone).detached) == (None, True)


def test_packed_references(clone: Path) -> None:
    git(clone, "branch", "-m", "main")
    git(clone, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(clone, "remote", "set-head", "origin", "--delete")
    assert facts(clone).default_branch == "main"
    git(clone, "pack-refs", "--all")
    assert facts(clone).default_branch == "main"
    git(clone, "update-ref", "refs/remotes/origin/master", "HEAD")
    assert facts(clone).default_branch is None


def test_a_worktree_knows_the_remote_of_its_repository(clone: Path, tmp_path: Path) -> None:
    git(clone, "worktree", "add", "-q", "-b", "topic", str(tmp_path / "tree"))
    found = facts(tmp_path / "tree")
    assert (found.owner, found.branch, found.default_branch) == ("acme", "topic", "trunk")


def test_a_submodule(clone: Path, origin: Path) -> None:
    git(clone, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(origin), "sub/one")
    git(clone / "sub/one", "remote", "set-url", "origin", "git@github.com:acme/sub.git")
    assert (facts(clone / "sub/one").repo, facts(clone / "sub/one").branch) == ("sub", "trunk")


@pytest.mark.parametrize("kept", ["worktrees", "modules"])
def test_a_pointer_to_the_repository_of_another_is_not_followed(
    clone: Path, tmp_path: Path, kept: str
) -> None:
    victim = clone / ".git" / kept / "x"
    victim.mkdir(parents=True)
    (victim / "config").write_text(f'[core]\nworktree = {clone}\n[remote "origin"]\nurl = {URL}\n')
    (victim / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / ".git").write_text(f"gitdir: {victim}\n")
    assert facts(tmp_path / "mine") == GitFacts(present=True, lost=str(victim))


@pytest.mark.parametrize(
    ("pointer", "lost"),
    [
        ("", "nothing"),
        ("gitdir: /etc", "/etc"),
        ("gitdir: ../nowhere/worktrees/x\n", "../nowhere/worktrees/x"),
        ("x" * 99, "x" * 99),
    ],
)
def test_an_odd_pointer_is_not_followed(tmp_path: Path, pointer: str, lost: str) -> None:
    (tmp_path / ".git").write_text(pointer)
    assert facts(tmp_path) == GitFacts(present=True, lost=lost)


def test_no_repository(tmp_path: Path) -> None:
    assert facts(tmp_path) == GitFacts()


def test_no_remote(origin: Path) -> None:
    assert facts(origin) == GitFacts(present=True, branch="trunk")


@pytest.mark.parametrize(
    ("names", "owner"), [(["upstream"], "acme"), (["a", "b"], None), (["a", "origin"], "acme")]
)
def test_the_remote_that_counts(origin: Path, names: list[str], owner: str | None) -> None:
    for name in names:
        git(origin, "remote", "add", name, URL)
    assert facts(origin).owner == owner


@pytest.mark.parametrize("head", ["ref: refs/heads/.invalid", "nonsense", "ref: refs/tags/v1", ""])
def test_a_head_that_says_nothing(origin: Path, head: str) -> None:
    (origin / ".git" / "HEAD").write_text(head)
    assert facts(origin).branch is None
    assert not facts(origin).detached


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('[remote "origin"]\n\turl = a # b', "a"),
        ('[Remote "origin"] URL = "a # b" ; c', "a # b"),
        ('[remote "origin"]\nurl = a \\\nb', "a b"),
        ('[remote "origin"]\nurl = "a\\"\\\\\\tb"', 'a"\\\tb'),
        ('[remote "origin"]\nurl = a\nurl = b', "a"),
        ('[remote "ori\\gin"]\nurl = a', "a"),
        ('[remote "other"]\nurl = a', None),
        ("[remote]\nurl = a", None),
        ("url = a", None),
        ('[remote "origin"]\nurl\n', None),
        ("[remote \\", None),
    ],
)
def test_configuration(text: str, value: str | None) -> None:
    assert read_git_config(text).get(("remote", "origin", "url")) == value
