"""Files below a checkout's root: no symlink leaves it, sizes and counts are bounded.

Nothing is executed, nothing is fetched, and devices and pipes are never opened.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from posixpath import normpath
from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.source import MAX_BYTES, Position, Span

if TYPE_CHECKING:
    from pathlib import Path

_OPEN_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_BINARY")
)


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a file; invalid UTF-8 is replaced and reported in `problems`."""

    path: str
    text: str
    problems: tuple[Problem, ...] = ()


class Checkout:
    """A folder of somebody's files, addressed by paths relative to it with ``/``."""

    def __init__(self, root: Path) -> None:
        """Take `root` as the boundary.

        Raises:
            InputError: there is no such folder.
        """
        self.label = str(root)
        self._root = os.path.realpath(root)
        if not os.path.isdir(self._root):  # noqa: PTH112 - realpath is text, kept so for speed
            raise InputError([Problem("there is no such folder", found=self.label)])

    def load(self, relative: str, limit: int = MAX_BYTES) -> Content:
        """The content of a regular file of at most `limit` bytes.

        Raises:
            InputError: it is missing, too big, not a regular file, or outside of the root.
        """
        data = self._bytes(relative, limit)
        data = data.removeprefix(b"\xef\xbb\xbf")
        try:
            return Content(relative, data.decode())
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            problem = self._problem("this is not UTF-8", relative, f"byte {error.start}", line)
            return Content(relative, data.decode(errors="replace"), (problem,))

    def read_text(self, relative: str, limit: int = MAX_BYTES) -> str | None:
        """The text of a file, or None when `load` would refuse it."""
        try:
            return self.load(relative, limit).text
        except InputError:
            return None

    def exists(self, relative: str) -> bool:
        """Whether a regular file stands there, inside of the root."""
        try:
            return os.path.isfile(self._inside(relative))  # noqa: PTH113 - as above
        except InputError:
            return False

    def names(self, folder: str) -> tuple[str, ...]:
        """The names in a folder below the root, sorted; none when it is no folder inside."""
        try:
            found = os.listdir(self._inside(folder))  # noqa: PTH208 - as above
        except (InputError, OSError):
            return ()
        return tuple(sorted(found))

    def path(self, relative: str) -> str:
        """The real path of a file or folder below the root, for the scans of this package.

        Raises:
            InputError: it is outside of the root.
        """
        return self._inside(relative)

    def _inside(self, relative: str) -> str:
        clean = normpath(relative or ".")
        if "\0" in clean or clean == ".." or clean.startswith(("/", "../")):
            raise InputError([self._problem("the path leaves the repository", relative)])
        try:
            real = os.path.realpath(os.path.join(self._root, clean))  # noqa: PTH118 - as above
        except (OSError, ValueError, RecursionError):  # no file name, or links without end
            raise InputError([self._problem("the file cannot be read", relative)]) from None
        if real != self._root and not real.startswith(self._root.rstrip(os.sep) + os.sep):
            raise InputError([self._problem("the file leaves the repository", relative)])
        return real

    def _bytes(self, relative: str, limit: int) -> bytes:
        real = self._inside(relative)
        try:
            if not stat.S_ISREG(os.lstat(real).st_mode):
                raise InputError([self._problem("this is not a regular file", relative)])
            handle = os.open(real, _OPEN_FLAGS)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "unreadable"
            raise InputError([self._problem("the file cannot be read", relative, reason)]) from None
        with open(handle, "rb") as file:  # noqa: PTH123 - an open handle has no path
            data = file.read(limit + 1)
        if len(data) > limit:
            found = f"more than {limit} bytes"
            raise InputError([self._problem("the file is too big", relative, found)])
        return data

    def _problem(self, message: str, path: str, found: str | None = None, line: int = 1) -> Problem:
        start = Position(line, 1)
        return Problem(message, Span(path, start, start), found)
