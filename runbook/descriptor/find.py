"""Where a descriptor is; imports nothing heavy, every command asks this first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "runbook.yaml"
_NEARLY = ("runbook.yml", ".runbook.yaml", ".runbook.yml", "Runbook.yaml")


def find_descriptor(start: Path) -> Path | None:
    """The nearest ``runbook.yaml`` in `start` or above it, no higher than the repository's root.

    Outside a repository the search goes up to the root of the file system.
    """
    for folder in _upwards(start):
        candidate = folder / FILE_NAME
        if candidate.is_file():
            return candidate
    return None


def nearly_descriptor(start: Path) -> Path | None:
    """A file in `start` or above that was probably meant to be a descriptor."""
    for folder in _upwards(start):
        for name in _NEARLY:
            if (folder / name).is_file():
                return folder / name
    return None


def _upwards(start: Path) -> tuple[Path, ...]:
    folders = []
    here = start.resolve()
    for folder in (here, *here.parents):
        folders.append(folder)
        if (folder / ".git").exists():
            break
    return tuple(folders)
