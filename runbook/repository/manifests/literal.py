"""Where a value of a line-based format (TOML, INI) stands, found without a second parser."""

from __future__ import annotations

import re

from runbook.source import Position, Span

_TABLE = re.compile(r"[ \t]*\[([^\[\]]{1,200})\][ \t]*(?:[#;].*)?\Z")
_ENTRY = re.compile(r"""[ \t]*([A-Za-z0-9_."'-]{1,200})[ \t]*[=:][ \t]*(["']?)""")
_QUOTES = str.maketrans("", "", "\"' \t")


def literal_span(text: str, path: str, dotted: str, value: str | None) -> Span | None:
    """Where `value` is written for the key `dotted` (``project.name``); None when it is not."""
    table = ""
    if value is None:
        return None
    for number, line in enumerate(text.splitlines(), 1):
        header = _TABLE.match(line)
        if header:
            table = header[1].translate(_QUOTES)
            continue
        entry = _ENTRY.match(line)
        if entry is None or not line.startswith(value, entry.end()):
            continue
        key = entry[1].translate(_QUOTES)
        if (f"{table}.{key}" if table else key) == dotted:
            start = entry.end() + 1
            return Span(path, Position(number, start), Position(number, start + len(value)))
    return None


def offset_span(text: str, path: str, start: int, end: int) -> Span:
    """The span of the characters from `start` to `end`, which stand on one line."""
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    return Span(path, Position(line, column), Position(line, column + end - start))
