"""Checkouts for tests of what is published: fixture folders, or files written on the spot."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from runbook.repository.read import read_repository

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runbook.repository.model import Repository

REMOTE = '[remote "origin"]\n\turl = https://github.com/acme/demo.git\n'


def with_git(root: Path, config: str = REMOTE, head: str = "ref: refs/heads/main\n") -> Path:
    """Give the folder the `.git` that a fixture cannot carry."""
    (root / ".git").mkdir(parents=True)
    (root / ".git" / "config").write_text(config)
    (root / ".git" / "HEAD").write_text(head)
    return root


def copied(fixture: Path, target: Path) -> Repository:
    """A fixture folder as a checkout of acme/demo."""
    shutil.copytree(fixture, target)
    return read_repository(with_git(target))


def written(root: Path, files: Mapping[str, str]) -> Repository:
    """A checkout of acme/demo with these files."""
    with_git(root)
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return read_repository(root)


def workflow(*steps: str, on: str = "{push: {tags: ['v*']}}", job: str = "") -> str:
    """A workflow of one job `ship` that may ask for a token, with these steps (flow style)."""
    body = "".join(f"\n      - {step}" for step in steps)
    head = f"on: {on}\njobs:\n  ship:\n    runs-on: x\n    permissions: {{id-token: write}}\n"
    return f"{head}{job}    steps:{body}\n"
