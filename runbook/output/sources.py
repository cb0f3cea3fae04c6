"""The lines of the files that messages point into."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from runbook.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Lines = Callable[[str], Sequence[str]]


def lines_below(root: Path) -> Lines:
    """Reads lines of files as messages name them: relative to `root`, or absolute.

    A file that cannot be read has no lines; a message is never worth an error.
    """

    @cache
    def lines(file: str) -> tuple[str, ...]:
        try:
            path = root / file
            if not path.is_file():
                return ()
            with path.open("rb") as stream:
                data = stream.read(MAX_BYTES)
        except (OSError, ValueError):
            return ()
        return tuple(data.decode("utf-8-sig", "replace").split("\n"))

    return lines
