"""The source line a span is about, with carets under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.text import mask_secrets, visible_character, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.source import Span

TAB = 4
LONGEST = 100  # cells of a source line that are shown
_NEAR = 2_000  # characters that are looked at on either side of the place
_BEFORE = 40  # cells kept before the caret of a longer line


@dataclass(frozen=True, slots=True)
class Cell:
    """What one character of the source becomes, and how many terminal cells it takes."""

    shown: str
    width: int


def excerpt(span: Span, lines: Sequence[str]) -> list[str]:
    """Two lines, source and carets, with a margin that holds the line number.

    `lines` are the lines of the file. A span of several lines is marked on its first. Empty when
    the file has no such line, which happens when it was changed since.
    """
    if not 0 < span.start.line <= len(lines):
        return []
    line = lines[span.start.line - 1]
    cut = max(0, span.start.column - _NEAR)
    cells = _cells(mask_secrets(line[cut : cut + 2 * _NEAR].rstrip("\r\n")))
    first = min(span.start.column - 1 - cut, len(cells))
    last = span.end.column - 1 - cut if span.end.line == span.start.line else len(cells)
    shown, before, marked = _window(cells, first, max(last, first + 1))
    number = str(span.start.line)
    margin = " " * len(number)
    return [f"  {number} | {shown}".rstrip(), f"  {margin} | {' ' * before}{'^' * marked}"]


def _cells(line: str) -> list[Cell]:
    cells = []
    column = 0
    for character in line:
        cell = _cell(character, column)
        column += cell.width
        cells.append(cell)
    return cells


def _cell(character: str, column: int) -> Cell:
    if character == "\t":
        blanks = TAB - column % TAB
        return Cell(" " * blanks, blanks)
    shown = visible_character(character)
    return Cell(shown, width(shown) if len(shown) == 1 else len(shown))


def _window(cells: list[Cell], first: int, last: int) -> tuple[str, int, int]:
    """The shown text, cells before the carets, and cells under them, at most `LONGEST` wide."""
    start = 0
    if _total(cells) > LONGEST:
        start = _back(cells, first, _BEFORE)
    end = _forth(cells, start, LONGEST)
    text = "".join(cell.shown for cell in cells[start:end])
    head, tail = "…" if start else "", "…" if end < len(cells) else ""
    before = len(head) + _total(cells[start:first])
    marked = max(1, _total(cells[first : min(last, end)]))
    return head + text + tail, before, marked


def _total(cells: list[Cell]) -> int:
    return sum(cell.width for cell in cells)


def _back(cells: list[Cell], index: int, room: int) -> int:
    while index > 0 and room >= cells[index - 1].width:
        index -= 1
        room -= cells[index].width
    return index


def _forth(cells: list[Cell], index: int, room: int) -> int:
    while index < len(cells) and room >= cells[index].width:
        room -= cells[index].width
        index += 1
    return index
