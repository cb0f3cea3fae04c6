"""A bounded walk over a checkout: which manifests and documents there are."""

from __future__ import annotations

import os
from collections import deque
from typing import TYPE_CHECKING

from runbook.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.repository.checkout import Checkout

MAX_ENTRIES = 100_000
MAX_DEPTH = 12
# What tools write, and what tests only pretend to be: no package of the project lives there.
_SKIPPED = frozenset(
    {"node_modules", "bower_components", "vendor", "target", "dist", "build", "obj", "venv"}
    | {"__pycache__", "site-packages", "fixtures", "__fixtures__", "testdata", "test-data"}
)
# What `runbook build` leaves in a folder that it wrote: our own pages are no source of ours.
_WRITTEN = ".runbook-manifest.json"


def walk_files(checkout: Checkout, problems: list[Problem]) -> Iterator[str]:
    """The paths of the files, the shallow ones first; symlinked folders are not entered.

    A walk that is cut short at `MAX_ENTRIES` adds a problem.
    """
    root = checkout.path("")
    folders: deque[tuple[str, int]] = deque([("", 0)])
    left = MAX_ENTRIES
    while folders:
        folder, depth = folders.popleft()
        files, below = _entries(root, folder, left)
        left -= len(files) + len(below)
        if f"{folder}/{_WRITTEN}" in files:
            continue
        yield from files
        if left <= 0:
            problems.append(Problem("the repository has too many files; the rest is not read"))
            return
        if depth < MAX_DEPTH:
            folders.extend((path, depth + 1) for path in below)


def _entries(root: str, folder: str, limit: int) -> tuple[list[str], list[str]]:
    """Files and folders of one folder, sorted; at most `limit` of them are looked at."""
    files: list[str] = []
    folders: list[str] = []
    prefix = f"{folder}/" if folder else ""
    try:
        with os.scandir(f"{root}/{folder}") as entries:
            for _, entry in zip(range(limit), entries, strict=False):
                if not entry.name.isprintable():
                    continue  # such a name cannot be shown, and no tool gives one
                if entry.is_dir(follow_symlinks=False):
                    if _is_entered(entry.name):
                        folders.append(prefix + entry.name)
                else:
                    files.append(prefix + entry.name)
    except OSError:
        return [], []
    return sorted(files), sorted(folders)


def _is_entered(name: str) -> bool:
    return name not in _SKIPPED and (name == ".github" or not name.startswith("."))
