"""Where expressions stand in a file, found by their text and with their exact place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMENT = re.compile(r"\s*#")


def mentions(text: str, file: str, name: re.Pattern[str]) -> Iterator[tuple[str, Span]]:
    """Each hit of `name` inside ``${{ }}``, or in an ``if``, with its place.

    Lines that are comments are left out. One pass over the text.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if _COMMENT.match(line):
            continue
        for start, end in _expressions(line):
            for hit in name.finditer(line, start, end):
                here = Position(number, hit.start() + 1)
                yield hit[0], Span(file, here, Position(number, hit.end() + 1))


def _expressions(line: str) -> Iterator[tuple[int, int]]:
    """Where expressions begin and end in a line; one that goes on below ends with the line."""
    if _BARE_IF.match(line) and "${{" not in line:
        yield 0, len(line)
    at = 0
    while (start := line.find("${{", at)) >= 0:
        end = line.find("}}", start)
        at = len(line) if end < 0 else end + 2
        yield start, at


_BARE_IF = re.compile(r"\s*(?:- )?if: ")
