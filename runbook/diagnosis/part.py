"""A stretch of log as a stream of text, whatever its encoding; never more than a bound."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING, Final

from runbook.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHUNK: Final = 1 << 20
MAX_BYTES: Final = 1 << 30  # of one log, unpacked
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of log. `job` and `step` are what the archive's file names say, "" if nothing."""

    name: str
    chunks: Iterable[str]
    job: str = ""
    step: str = ""


def bounded(stream: IO[bytes], head: bytes, name: str) -> Iterator[bytes]:
    """The bytes of a stream after `head`, which was read already.

    Raises:
        InputError: there are more than `MAX_BYTES`.
    """
    total = len(head)
    yield head
    while block := stream.read(CHUNK):
        total += len(block)
        if total > MAX_BYTES:
            raise unreadable(name, f"it holds more than {MAX_BYTES >> 20} MiB")
        yield block


def decode(blocks: Iterator[bytes]) -> Iterator[str]:
    """Text of UTF-8 or UTF-16, with or without a mark; what is neither shows as a question."""
    first = b"".join(islice(blocks, 2))
    bom, encoding = next((item for item in _BOMS if first.startswith(item[0])), (b"", ""))
    decoder = codecs.getincrementaldecoder(encoding or _guess(first))("replace")
    yield decoder.decode(first[len(bom) :])
    for block in blocks:
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _guess(first: bytes) -> str:
    """UTF-16 without a mark shows as every second byte being zero."""
    sample = first[:512]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[start::2]
        if len(half) > 1 and half.count(0) > len(half) * 3 // 4:
            return encoding
    return "utf-8"


def shown(name: str) -> str:
    """A name from an archive, fit for a terminal."""
    return "".join(char if char.isprintable() else "?" for char in name)[:200]


def unreadable(name: str, why: str) -> InputError:
    """The one error of a log that cannot be read."""
    return InputError([Problem(f"{shown(name)}: the log cannot be read: {why}")])
