"""The forge's archive of a run: one file a job or a step.

Nothing is unpacked to disk under a name from the archive, and nothing without a bound.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

from runbook.diagnosis.part import MAX_BYTES, Part, bounded, decode, shown, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_MEMBERS: Final = 10_000
MAX_RATIO: Final = 400  # logs compress 10 to 60 times, a bomb 1000 times
SUSPICIOUS: Final = 1 << 26  # the ratio counts from this many bytes on
_DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError),
    *(RuntimeError, NotImplementedError),  # encrypted, or packed in a way Python does not know
)
_NUMBERED = re.compile(r"^(\d+)_")


def members(copy: IO[bytes], name: str) -> Iterator[Part]:
    """The logs in an archive, in the order of the run.

    Raises:
        InputError: it is damaged, encrypted or a bomb.
    """
    with _damage_named(name), zipfile.ZipFile(copy) as archive:
        for info, job, step in _in_order(archive.infolist(), name):
            with archive.open(info) as stream:
                member = shown(info.filename)
                blocks = bounded(stream, b"", f"{name}: {member}")
                yield Part(member, decode(_intact(blocks, name)), job, step)


def _intact(blocks: Iterator[bytes], name: str) -> Iterator[bytes]:
    with _damage_named(name):
        yield from blocks


@contextmanager
def _damage_named(name: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise unreadable(name, f"the archive is damaged or encrypted ({error})") from error


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
        raise unreadable(name, f"the archive has more than {MAX_MEMBERS} files")
    if size > MAX_BYTES or (size > SUSPICIOUS and size > MAX_RATIO * packed):
        raise unreadable(name, f"the archive says that it unpacks to {size >> 20} MiB")


def _place(filename: str) -> tuple[str, str]:
    """Job and step of ``build/3_Run tests.txt``; the step is "" for ``0_build.txt``."""
    folder, _, file = filename.rpartition("/")
    stem = _NUMBERED.sub("", file.removesuffix(".txt").removesuffix(".log"))
    job = folder.rpartition("/")[2]
    return (shown(job), shown(stem)) if job else (shown(stem), "")


def _number(file: str) -> int:
    hit = _NUMBERED.match(file[:12])
    return int(hit[1]) if hit else 0
