"""Reading a text file that anybody may have written: bounded, and one clear message each."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.source import MAX_BYTES, Position, Span
from runbook.source.links import leaves_checkout

if TYPE_CHECKING:
    from pathlib import Path

_BOM = b"\xef\xbb\xbf"


def read_text(path: Path, shown: str) -> str:
    """The text of `path`; a byte order mark is dropped. Errors call the file `shown`.

    Raises:
        InputError: missing, not a regular file, unreadable, too big, binary, or not UTF-8; or links
            lead to it out of the repository.
    """
    data = _read_bytes(path, shown).removeprefix(_BOM)
    if b"\0" in data:
        raise _refuse("the file is binary", shown, found="a NUL byte", expected="UTF-8 text")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise _not_utf8(error, data, shown) from None


def _read_bytes(path: Path, shown: str) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise _refuse("this is a folder, not a file", shown, hint="name the file inside it")
        if not stat.S_ISREG(mode):
            raise _refuse("this is not a regular file", shown, expected="a file")
        if leaves_checkout(path):
            raise _refuse("the file is a link that leads out of the repository", shown)
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _refuse("the file does not exist", shown) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "impossible name"
        raise _refuse("the file cannot be read", shown, found=reason) from None
    if len(data) > MAX_BYTES:
        raise _refuse(
            "the file is too big", shown, found="more", expected=f"at most {MAX_BYTES} bytes"
        )
    return data


def _not_utf8(error: UnicodeDecodeError, data: bytes, shown: str) -> InputError:
    line = data.count(b"\n", 0, error.start) + 1
    column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode()) + 1
    found = f"byte 0x{data[error.start]:02x}"
    return _refuse(
        "the file is not UTF-8",
        shown,
        Position(line, column),
        found=found,
        expected="UTF-8 text",
        hint="save it as UTF-8",
    )


def _refuse(  # noqa: PLR0913 - the parts of a Problem
    message: str,
    shown: str,
    at: Position = Position(1, 1),  # noqa: B008 - frozen
    *,
    found: str | None = None,
    expected: str | None = None,
    hint: str | None = None,
) -> InputError:
    return InputError([Problem(message, Span(shown, at, at), found, expected, hint)])
