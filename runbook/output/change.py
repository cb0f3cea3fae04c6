"""What has to happen to a folder, and making it happen in one go.

All files are made ready in a hidden place first, and renamed into their places at the very end, by
a child that a kill of this process does not reach. Folders are not exchanged in one go: they hold
files of others, and servers and shells have them open.

Nothing is flushed to the disk: the files can be made again, and a killed process loses none of
what it handed to the system.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.output.manifest import MANIFEST, Manifest
from runbook.output.unbroken import unbroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did to a folder; paths are relative to it."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class Change:
    """What has to happen to `folder`: `files` are written, `removed` are taken away.

    `old` and `new` are our lists of files before and after.
    """

    folder: Path
    files: Mapping[str, bytes]
    removed: tuple[str, ...]
    old: Manifest
    new: Manifest

    @property
    def needed(self) -> bool:
        """Whether anything is not as it should be."""
        return bool(self.files or self.removed or self.old != self.new)

    @property
    def result(self) -> Written:
        """What there is to say once it happened."""
        unchanged = len(self.new.files) - len(self.files)
        return Written(tuple(self.files), self.removed, unchanged)


def apply(work: Path, *changes: Change) -> None:
    """Make all `changes`: everything in `work`, and then by renames where it belongs.

    Raises:
        OSError: a folder cannot be written.
    """
    moves = [_prepared(work / f"change-{number}", one) for number, one in enumerate(changes)]
    unbroken(lambda: _commit(changes, moves))


def _commit(changes: Iterable[Change], moves: Iterable[list[tuple[str, str]]]) -> None:
    for change, (*parts, end) in zip(changes, moves, strict=True):
        _move(parts)
        for path in change.removed:
            _remove(change.folder, path)
        _move([end])


def _prepared(stage: Path, change: Change) -> list[tuple[str, str]]:
    """Which file of `stage`, where all are written, goes where.

    Our list of files is the first, with both contents of each, and once more the last.
    """
    first, last = (one.text().encode() for one in (change.old.joined(change.new), change.new))
    contents = (first, *change.files.values(), last)
    places = (MANIFEST, *change.files, MANIFEST)
    stage.mkdir()
    for number, content in enumerate(contents):
        (stage / str(number)).write_bytes(content)
    return [(f"{stage}/{number}", f"{change.folder}/{path}") for number, path in enumerate(places)]


def _move(moves: Iterable[tuple[str, str]]) -> None:
    """Rename files; as fast as can be, because nothing but this can be seen half done."""
    made = set()
    for part, place in moves:
        parent = os.path.dirname(place)  # noqa: PTH120 - a Path takes ten times as long
        if parent not in made:
            os.makedirs(parent, exist_ok=True)  # noqa: PTH103
            made.add(parent)
        os.replace(part, place)  # noqa: PTH105


def _remove(folder: Path, path: str) -> None:
    target = folder / path
    target.unlink()
    for parent in target.parents:
        if parent == folder:
            break
        try:
            parent.rmdir()
        except OSError:
            break  # somebody else's file is in it
