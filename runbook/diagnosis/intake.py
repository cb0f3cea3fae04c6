"""Opens a log: a file, standard input, or a zip of logs as the forge serves it."""

from __future__ import annotations

import sys
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Final

from runbook.diagnosis.archive import members
from runbook.diagnosis.part import CHUNK, Part, bounded, decode, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ZIP: Final = b"PK\x03\x04"


def open_log(path: Path | None) -> Iterator[Part]:
    """The parts of the log at `path`; of standard input when it is None.

    Raises:
        InputError: it cannot be read, is encrypted, or unpacks to more than a log can be.
    """
    if path is None:
        yield from read_stream(sys.stdin.buffer, "-")
        return
    try:
        with path.open("rb") as stream:
            yield from read_stream(stream, path.name)
    except OSError as error:
        raise unreadable(str(path), error.strerror or "it cannot be read") from error


def read_stream(stream: IO[bytes], name: str) -> Iterator[Part]:
    """The parts of an open binary stream; a zip is known by its first bytes."""
    head = stream.read(len(_ZIP))
    if head == _ZIP:
        with SpooledTemporaryFile(max_size=1 << 24) as copy:
            for block in bounded(stream, head, name):
                copy.write(block)
            copy.seek(0)
            yield from members(copy, name)
    else:
        yield Part("", decode(bounded(stream, head, name)))


def text_part(text: str) -> Part:
    """A part of a text that is already in memory."""
    return Part("", (text[at : at + CHUNK] for at in range(0, len(text), CHUNK)))
