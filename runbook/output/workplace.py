"""A hidden folder inside the one that is written, where files wait until all of them are there."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from runbook.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORK = ".runbook-tmp"
_LOCK = "lock"


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """An empty folder inside of `folder`, on the same file system and for this run alone.

    What a killed run left in it is removed first. At the end it is gone, and so is `folder` when
    it is empty.

    Raises:
        RefusedError: another run is at work there, or somebody made a symbolic link of it.
        OSError: the folder cannot be written.
    """
    work = folder / WORK
    with _locked(work):
        _empty(work)
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
    _remove_if_empty(folder)


@contextmanager
def _locked(work: Path) -> Iterator[None]:
    """Hold the lock of `work`, which the system lets go of however this process ends."""
    lock = work / _LOCK
    while True:
        if work.is_symlink():
            raise RefusedError(f"{work} is a symbolic link, and could lead elsewhere")
        work.mkdir(parents=True, exist_ok=True)
        with _opened(lock) as file:
            if not _lock(file):
                hint = "wait until it has ended, or write into another folder"
                raise RefusedError(f"another run is writing into {work.parent}", hint=hint)
            if _is_still(lock, file):  # a run that ended since took the folder along
                yield
                return


def _opened(lock: Path) -> IO[bytes]:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    return os.fdopen(os.open(lock, flags, 0o600), "rb+")


def _is_still(lock: Path, file: IO[bytes]) -> bool:
    try:
        return os.path.samestat(lock.lstat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


if sys.platform == "win32":

    def _lock(file: IO[bytes]) -> bool:
        import msvcrt  # noqa: PLC0415 - there is none elsewhere

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _lock(file: IO[bytes]) -> bool:
        import fcntl  # noqa: PLC0415 - there is none on Windows

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a file system without locks
        return True


def _empty(work: Path) -> None:
    for entry in work.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != _LOCK:
            entry.unlink()


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return  # it holds something, as it should
