"""The lines of a Markdown text that are no code: where a marker counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE_INDENT = 4
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)", re.DOTALL)


def prose_lines(text: str) -> Iterator[tuple[int, int, str]]:
    r"""Number, offset and text of every line outside fences and indented code.

    Only ``\n`` ends a line; the text comes without its newline and carriage return. An open
    fence reaches to the end of the text. Source: CommonMark 0.31.2, sections 4.4 and 4.5.
    """
    fence = ""
    offset = 0
    for number, line in enumerate(text.split("\n"), 1):
        shown = line.removesuffix("\r")
        if number == 1:
            shown = shown.removeprefix("\ufeff")
        start = offset + (1 if number == 1 and line.startswith("\ufeff") else 0)
        offset += len(line) + 1
        if indent_of(shown) >= _CODE_INDENT:
            continue
        mark = _FENCE.match(shown.strip(" \t"))
        if fence:
            fence = "" if mark and _closes(fence, mark) else fence
        elif mark and not (mark[1][0] == "`" and "`" in mark[2]):
            fence = mark[1]
        else:
            yield number, start, shown


def indent_of(line: str) -> int:
    """The columns of blank before the first sign; a tab reaches to the next column of four."""
    column = 0
    for sign in line:
        if sign == "\t":
            column += _CODE_INDENT - column % _CODE_INDENT
        elif sign == " ":
            column += 1
        else:
            break
    return column


def _closes(fence: str, mark: re.Match[str]) -> bool:
    return mark[1].startswith(fence) and not mark[2]
