"""Which file names a folder may hold so that they mean the same on every system."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from runbook.errors import RefusedError
from runbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_SEGMENT = 200  # bytes; file systems take 255, copies and archives add to it
_MAX_PATH = 1000
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
# Source: learn.microsoft.com "Naming Files, Paths, and Namespaces".
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|\Z)", re.IGNORECASE
)


def check_path(path: str) -> None:
    """Accept a relative path with forward slashes that every system can hold.

    Raises:
        RefusedError: it leaves the folder, or is no portable name.
    """
    reason = _unfit(path)
    if reason:
        raise RefusedError(f"the path {plain(path)} {reason}")


def check_paths(paths: Iterable[str]) -> None:
    """Accept paths that can stand in one folder together.

    Raises:
        RefusedError: one is unfit, two differ in case or Unicode form only, or one is a file
            where another needs a folder.
    """
    spelled: dict[str, str] = {}
    files: set[str] = set()
    folders: set[str] = set()
    for path in paths:
        check_path(path)
        parts = path.split("/")
        prefixes = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        for prefix in prefixes:
            other = spelled.setdefault(_folded(prefix), prefix)
            if other != prefix:
                raise RefusedError(
                    f"the paths {plain(other)} and {plain(prefix)} differ in case only"
                )
        files.add(path)
        folders.update(prefixes[:-1])
    if files & folders:
        both = min(files & folders)
        raise RefusedError(f"{plain(both)} would be a file and a folder at once")


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _unfit(path: str) -> str | None:
    if len(path) > _MAX_PATH:
        return f"is longer than {_MAX_PATH} characters"
    if _FORBIDDEN.search(path):
        return "holds a character that file names must not hold"
    for segment in path.split("/"):
        if segment in {"", ".", ".."}:
            return "leaves its folder or has an empty part"
        if segment[-1] in ". " or _RESERVED.match(segment):
            return "is no file name on Windows"
        if not _encodable(segment) or len(segment.encode()) > _MAX_SEGMENT:
            return "has a part that is too long or no text"
    return None


def _encodable(text: str) -> bool:
    return not re.search("[\ud800-\udfff]", text)
