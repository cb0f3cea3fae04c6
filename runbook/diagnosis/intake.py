"""Opens a log: a file, standard input, or a zip of logs as the forge serves it.

Nothing is unpacked to disk under a name from the archive, and nothing without a bound.
"""

from __future__ import annotations

import codecs
import re
import sys
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Final

from runbook.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CHUNK: Final = 1 << 20
MAX_BYTES: Final = 1 << 30  # of one log, unpacked
MAX_MEMBERS: Final = 10_000
MAX_RATIO: Final = 400  # logs compress 10 to 60 times, a bomb 1000 times
_SUSPICIOUS: Final = 1 << 26  # the ratio counts from this many bytes on
_ZIP: Final = b"PK\x03\x04"
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError),
    *(RuntimeError, NotImplementedError),  # encrypted, or packed in a way Python does not know
)
_NUMBERED = re.compile(r"^(\d+)_")


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of log. `job` and `step` are what the archive's file names say, "" if nothing."""

    name: str
    chunks: Iterable[str]
    job: str = ""
    step: str = ""


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
        raise _unreadable(str(path), error.strerror or "it cannot be read") from error


def read_stream(stream: IO[bytes], name: str) -> Iterator[Part]:
    """The parts of an open binary stream; a zip is known by its first bytes."""
    head = stream.read(len(_ZIP))
    if head == _ZIP:
        with SpooledTemporaryFile(max_size=1 << 24) as copy:
            for block in _bounded(stream, head, name, MAX_BYTES):
                copy.write(block)
            copy.seek(0)
            yield from _members(copy, name)
    else:
        yield Part("", _decode(_bounded(stream, head, name, MAX_BYTES)))


def text_part(text: str) -> Part:
    """A part of a text that is already in memory."""
    return Part("", (text[at : at + CHUNK] for at in range(0, len(text), CHUNK)))


def _bounded(stream: IO[bytes], head: bytes, name: str, limit: int) -> Iterator[bytes]:
    total = len(head)
    yield head
    while block := stream.read(CHUNK):
        total += len(block)
        if total > limit:
            raise _unreadable(name, f"it holds more than {limit >> 20} MiB")
        yield block


def _decode(blocks: Iterator[bytes]) -> Iterator[str]:
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


def _members(copy: IO[bytes], name: str) -> Iterator[Part]:
    with _damage_named(name), zipfile.ZipFile(copy) as archive:
        for info, job, step in _in_order(archive.infolist(), name):
            with archive.open(info) as stream:
                shown = _shown(info.filename)
                blocks = _bounded(stream, b"", f"{name}: {shown}", MAX_BYTES)
                yield Part(shown, _decode(_intact(blocks, name)), job, step)


def _intact(blocks: Iterator[bytes], name: str) -> Iterator[bytes]:
    with _damage_named(name):
        yield from blocks


@contextmanager
def _damage_named(name: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise _unreadable(name, f"the archive is damaged or encrypted ({error})") from error


def _in_order(infos: list[zipfile.ZipInfo], name: str) -> list[tuple[zipfile.ZipInfo, str, str]]:
    """The logs in the order of the run; a job's folder of steps is better than its whole log."""
    files = [info for info in infos if not info.is_dir() and not info.filename.endswith(".zip")]
    _refuse_bomb(files, name)
    placed = [(info, *_place(info.filename)) for info in files]
    folders = {job for _, job, step in placed if step and step != "system"}
    order = {job: _number(info.filename) for info, job, step in placed if not step}
    chosen = [item for item in placed if item[2] or item[1] not in folders]
    return sorted(
        chosen,
        key=lambda item: (
            order.get(item[1], 0),
            item[1],
            _number(item[0].filename.rpartition("/")[2]),
        ),
    )


def _refuse_bomb(files: list[zipfile.ZipInfo], name: str) -> None:
    size = sum(info.file_size for info in files)
    packed = sum(info.compress_size for info in files) or 1
    if len(files) > MAX_MEMBERS:
        raise _unreadable(name, f"the archive has more than {MAX_MEMBERS} files")
    if size > MAX_BYTES or (size > _SUSPICIOUS and size > MAX_RATIO * packed):
        raise _unreadable(name, f"the archive says that it unpacks to {size >> 20} MiB")


def _place(filename: str) -> tuple[str, str]:
    """Job and step of ``build/3_Run tests.txt``; the step is "" for ``0_build.txt``."""
    folder, _, file = filename.rpartition("/")
    stem = _NUMBERED.sub("", file.removesuffix(".txt").removesuffix(".log"))
    job = folder.rpartition("/")[2]
    return (_shown(job), _shown(stem)) if job else (_shown(stem), "")


def _number(file: str) -> int:
    hit = _NUMBERED.match(file[:12])
    return int(hit[1]) if hit else 0


def _shown(name: str) -> str:
    """A name from an archive, fit for a terminal."""
    return "".join(char if char.isprintable() else "?" for char in name)[:200]


def _unreadable(name: str, why: str) -> InputError:
    return InputError([Problem(f"{_shown(name)}: the log cannot be read: {why}")])
