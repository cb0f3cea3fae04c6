"""Writing files so that each is either the old one or the new one, never a part."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.output.unbroken import unbroken

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARK = "runbook-tmp"


def write_file(target: Path, text: str | bytes) -> bool:
    """Replace the content of `target`; False when it said so already and was left alone.

    Raises:
        OSError: the folder cannot be written.
    """
    return bool(write_files([(target, text)]))


def write_files(files: Iterable[tuple[Path, str | bytes]]) -> tuple[Path, ...]:
    """Replace the contents of all `files`, and return those that said something else before.

    Every text is written beside its place first; the files change by renames at the very end,
    all or none of them. What a killed run left beside a file is removed.

    Raises:
        OSError: a folder cannot be written.
    """
    with ExitStack() as undo:
        ready = []
        for target, text in files:
            real, data = Path(os.path.realpath(target)), _encoded(text)
            if not (real.is_file() and real.read_bytes() == data):
                part = _beside(real, data)
                undo.callback(part.unlink, missing_ok=True)
                ready.append((target, part, real))
        if ready:
            unbroken(lambda: _commit(ready))
    return tuple(target for target, _, _ in ready)


def _commit(ready: Iterable[tuple[Path, Path, Path]]) -> None:
    for _, part, real in ready:
        part.replace(real)


def _encoded(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8")


def _beside(real: Path, data: bytes) -> Path:
    """A new file beside `real` that holds `data`, with its rights."""
    prefix = f".{real.name}.{_MARK}-"
    for left in os.scandir(real.parent):
        if left.name.startswith(prefix) and left.is_file(follow_symlinks=False):
            Path(left).unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=prefix)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        part.chmod(real.stat().st_mode if real.exists() else 0o644)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part
