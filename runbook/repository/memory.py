"""A checkout that exists only in memory, so that what we compose is read the way files are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.repository.checkout import Checkout, Content
from runbook.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping


class MemoryCheckout(Checkout):
    """Files by path; nothing on disk is ever touched."""

    def __init__(self, label: str, files: Mapping[str, str]) -> None:
        self.label = label
        self._files = dict(files)

    def load(self, relative: str, limit: int = MAX_BYTES) -> Content:
        """The content of a file.

        Raises:
            InputError: there is none of that path, or it is too big.
        """
        text = self._files.get(relative)
        if text is None or len(text) > limit:
            raise InputError([Problem("there is no such file", found=relative)])
        return Content(relative, text)

    def exists(self, relative: str) -> bool:
        """Whether there is a file of that path."""
        return relative in self._files

    def names(self, folder: str) -> tuple[str, ...]:
        """The names of files and folders directly in a folder, sorted."""
        prefix = f"{folder}/" if folder else ""
        below = (path.removeprefix(prefix) for path in self._files if path.startswith(prefix))
        return tuple(sorted({path.partition("/")[0] for path in below}))

    def path(self, relative: str) -> str:
        """A path that names the file and leads nowhere on a disk."""
        return f"{self.label}:{relative}"
