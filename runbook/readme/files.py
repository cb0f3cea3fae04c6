"""The Markdown files that hold blocks: found, read and written byte for byte."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem, RefusedError
from runbook.output.atomic import write_files
from runbook.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MARK = b"runbook:"
MAX_BYTES = 8 * 1024 * 1024
MAX_FILES = 20_000
_DOCS = "docs"
_SKIPPED = frozenset({"node_modules", "__pycache__"})


def markdown_files(folder: Path) -> tuple[Path, ...]:
    """Files with markers: those beside the descriptor, and those below ``docs/``."""
    found = [*sorted(folder.glob("*.md")), *_below(folder / _DOCS)]
    root = root_of(folder)
    return tuple(path for path in found if _is_inside(path, root) and _has_marker(path))


def root_of(folder: Path) -> Path:
    """The root of the checkout that `folder` is in; outside of one, `folder` itself."""
    here = folder.resolve()
    return next((one for one in (here, *here.parents) if (one / ".git").exists()), here)


def read(path: Path, root: Path) -> str:
    """The text of `path` with every byte kept, whatever its encoding.

    Raises:
        InputError: it is no regular file, lies or leads out of `root`, or is too big.
    """
    if not _is_inside(path, root):
        raise _refuse(path, "this file lies outside of the project", f"a file below {root}")
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise _refuse(path, "this is not a regular file", "a Markdown file")
        if found.st_size > MAX_BYTES:
            raise _refuse(path, "the file is too big", f"at most {MAX_BYTES} bytes")
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise _refuse(path, f"the file cannot be read: {error.strerror}") from None


def write(files: Sequence[tuple[Path, str]]) -> None:
    """Write each text into its file, all at the very end; nothing when one may not be written.

    Raises:
        RefusedError: a file is read-only, or the system does not let us write.
    """
    for path, _ in files:
        if not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
            raise RefusedError(
                f"{path} is read-only", hint="make it writable, or take its markers out"
            )
    try:
        write_files((path, text.encode("utf-8", "surrogateescape")) for path, text in files)
    except OSError as error:
        place = error.filename or files[0][0]
        raise RefusedError(f"cannot write {place}: {error.strerror}") from error


def _below(folder: Path) -> Iterator[Path]:
    left = MAX_FILES
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(n for n in folders if n not in _SKIPPED and not n.startswith("."))
        left -= len(names) + 1
        if left < 0:
            raise RefusedError(f"{folder} holds more than {MAX_FILES} files", hint="name the files")
        yield from (Path(here, name) for name in sorted(names) if name.endswith(".md"))


def _is_inside(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root)


def _has_marker(path: Path) -> bool:
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return False
        return MARK in path.read_bytes()
    except OSError:
        return False


def _refuse(path: Path, message: str, expected: str | None = None) -> InputError:
    start = Position(1, 1)
    return InputError([Problem(message, Span(str(path), start, start), expected=expected)])
