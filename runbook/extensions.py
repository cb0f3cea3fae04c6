"""What other installed packages add to runbook, through entry points."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_ANY_GROUP = b"[runbook."


def extensions(group: str) -> tuple[EntryPoint, ...]:
    """The entry points of `group`, one of ``runbook.…``, by name."""
    if not _are_there():
        return ()
    from importlib.metadata import entry_points  # noqa: PLC0415 - start-up: see below

    return tuple(sorted(entry_points(group=group), key=lambda point: point.name))


def _are_there() -> bool:
    """Whether any package names a group of ours, or is in an archive, which is not looked into.

    Looking for the words takes 1 ms; importing importlib.metadata and parsing every package's
    entry points takes 15 to 25, which few users need.
    """
    folders = [Path(entry) for entry in sys.path]
    files = (file for folder in folders for file in folder.glob("*.*-info/entry_points.txt"))
    return any(folder.is_file() for folder in folders) or any(
        _ANY_GROUP in file.read_bytes() for file in files
    )
