"""Git's own facts, read from its files: remote, branch, default branch.

Source: git-scm.com/docs/gitrepository-layout.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.errors import InputError
from runbook.repository.checkout import Checkout
from runbook.repository.git_config import read_git_config
from runbook.repository.model import GitFacts
from runbook.repository.remote import Remote, parse_remote
from runbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_REFS = 16 * 1_048_576  # packed-refs of repositories with very many tags
_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_HEADS = "refs/heads/"
_ORIGIN = "refs/remotes/origin/"
_USUAL = ("main", "master")


def read_git(checkout: Checkout) -> GitFacts:
    """What the ``.git`` of the checkout says; without one, `GitFacts.present` is false.

    A worktree's and a submodule's git folder lies elsewhere. It is followed only when it points
    back at this checkout, because a ``.git`` file could name any folder of the machine.
    """
    folders = _git_folders(checkout)
    if folders is None:
        if not checkout.exists(".git"):
            return GitFacts()
        pointer = (checkout.read_text(".git") or "").removeprefix("gitdir:").strip()
        return GitFacts(present=True, lost=plain(pointer) or "nothing")
    own, common = folders
    config = read_git_config(common.read_text("config") or "")
    remote = _remote(config)
    head = (own.read_text("HEAD") or "").strip()
    return GitFacts(
        present=True,
        host=remote.host if remote else None,
        owner=remote.owner if remote else None,
        repo=remote.repo if remote else None,
        branch=_branch(head),
        detached=_HASH.match(head) is not None,
        default_branch=_default_branch(common),
    )


def _git_folders(checkout: Checkout) -> tuple[Checkout, Checkout] | None:
    """The git folder of this checkout, and the one it shares with other worktrees."""
    try:
        if not checkout.exists(".git"):
            folder = Checkout(Path(checkout.path(".git")))
            return folder, folder
        return _linked_folders(checkout)
    except InputError:
        return None


def _linked_folders(checkout: Checkout) -> tuple[Checkout, Checkout] | None:
    pointer = checkout.load(".git").text.strip()
    root = Path(checkout.path(""))
    target = root / pointer.removeprefix("gitdir:").strip()
    if not pointer.startswith("gitdir:") or not {"worktrees", "modules"} & set(target.parts):
        return None
    own = Checkout(target)
    back = own.read_text("gitdir")
    if back is not None:
        linked = (target / back.strip()).resolve() == (root / ".git").resolve()
        return (own, Checkout(target.parent.parent)) if linked else None
    config = read_git_config(own.read_text("config") or "")
    worktree = config.get(("core", "", "worktree"))
    linked = worktree is not None and (target.resolve() / worktree).resolve() == root
    return (own, own) if linked else None


def _remote(config: Mapping[tuple[str, str, str], str]) -> Remote | None:
    urls = {
        name: url
        for (section, name, key), url in config.items()
        if (section, key) == ("remote", "url")
    }
    only = next(iter(urls.values())) if len(urls) == 1 else ""
    return parse_remote(urls.get("origin", only))


def _branch(head: str) -> str | None:
    name = head.removeprefix("ref:").strip()
    if not head.startswith("ref:") or not name.startswith(_HEADS):
        return None
    branch = name.removeprefix(_HEADS)
    return None if branch == ".invalid" else branch  # what HEAD says beside reftable storage


def _default_branch(git: Checkout) -> str | None:
    """Where ``origin/HEAD`` points; else the one usual branch that the remote has."""
    head = (git.read_text(f"{_ORIGIN}HEAD") or "").strip()
    pointed = head.removeprefix("ref:").strip()
    if head.startswith("ref:") and pointed.startswith(_ORIGIN):
        return pointed.removeprefix(_ORIGIN)
    packed = git.read_text("packed-refs", _MAX_REFS) or ""
    found = [
        name for name in _USUAL if git.exists(_ORIGIN + name) or f" {_ORIGIN}{name}\n" in packed
    ]
    return found[0] if len(found) == 1 else None
