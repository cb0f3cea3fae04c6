"""The lines of the files that messages point into."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from runbook.source import MAX_BYTES
from runbook.source.links import leaves_checkout, written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Lines = Callable[[str], Sequence[str]]


def lines_below(root: Path) -> Lines:
    """Reads lines of files as messages name them: relative to `root`, or absolute.

    A file that cannot be read has no lines; a message is never worth an error. Neither has one
    that a link of the checkout leads to outside of it: nothing there is for the reader.
    """

    @cache
    def lines(file: str) -> tuple[str, ...]:
        try:
            path = root / file
            below = written(path).is_relative_to(written(root))
            if not path.is_file() or leaves_checkout(path, root if below else path.parent):
                return ()
            with path.open("rb") as stream:
                data = stream.read(MAX_BYTES)
        except (OSError, ValueError):
            return ()
        return tuple(data.decode("utf-8-sig", "replace").split("\n"))

    return lines
