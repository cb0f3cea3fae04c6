"""Git's configuration file, as far as remotes need it. Includes are not followed.

Source: git-scm.com/docs/git-config, "Syntax".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECTION = re.compile(r'\s*\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]')
_ENTRY = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*)\s*=\s*(.*)\Z", re.DOTALL)
_UNESCAPED = {"n": "\n", "t": "\t", "b": "\b"}


def read_git_config(text: str) -> dict[tuple[str, str, str], str]:
    """Values by section, subsection and key, the first two names of git in lower case.

    Of repeated keys the first counts, as ``git fetch`` uses the first URL of a remote.
    """
    values: dict[tuple[str, str, str], str] = {}
    section, subsection = "", ""
    for line in _logical_lines(text):
        header = _SECTION.match(line)
        if header:
            section, subsection = header[1].lower(), _plain(header[2] or "")
            line = line[header.end() :]  # noqa: PLW2901 - an entry may follow on the same line
        entry = _ENTRY.match(line)
        if entry:
            values.setdefault((section, subsection, entry[1].lower()), _value(entry[2]))
    return values


def _logical_lines(text: str) -> Iterator[str]:
    kept: list[str] = []
    for line in text.splitlines():
        kept.append(line)
        if not line.endswith("\\"):
            yield "\n".join(kept).replace("\\\n", "")
            kept = []
    if kept:
        yield "".join(kept)


def _value(text: str) -> str:
    """The value without quotes, escapes, and a trailing comment."""
    out: list[str] = []
    quoted = False
    characters = iter(text)
    for character in characters:
        if character == '"':
            quoted = not quoted
        elif character == "\\":
            following = next(characters, "")
            out.append(_UNESCAPED.get(following, following))
        elif character in "#;" and not quoted:
            break
        else:
            out.append(character)
    return "".join(out).strip()


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
