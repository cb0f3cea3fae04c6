"""The markers of generated blocks: ``<!-- runbook:begin NAME -->`` to ``<!-- runbook:end -->``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from runbook.errors import InputError, Problem
from runbook.readme.lines import prose_lines
from runbook.readme.seal import Seal, parse_seal
from runbook.source import Position, Span
from runbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

BEGIN = "<!-- runbook:begin NAME -->"
END = "<!-- runbook:end -->"
_OPEN, _CLOSE = "<!--", "-->"
_LIKE = re.compile(r"<!--[ \t]*runbook:")
_OPTION = re.compile(r'([a-z][a-z-]*)=(?:"([^"]*)"|([^\s"=]+))(?:\s+|\Z)')
_NAME = re.compile(r"[a-z][a-z0-9-]*(?:#[a-z0-9_-]+)?\Z")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a text.

    The content is `text[start:end]`, whole lines; `text[end:close]` is the end marker, with the
    blank before it. `newline` and `indent` are those of the begin marker, `span` its place.
    """

    name: str
    options: Mapping[str, str] = field(compare=False)
    span: Span
    start: int
    end: int
    close: int
    newline: str
    indent: str
    seal: Seal | None


class _Marker(NamedTuple):
    """A marker as written; `word` is begin or end, `rest` what follows."""

    word: str
    rest: str
    span: Span
    offset: int
    line: str


def blocks_of(text: str, file: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text; errors call it `file`.

    Raises:
        InputError: a marker is misspelt, missing, doubled, nested or swapped; all are reported.
    """
    problems: list[Problem] = []
    blocks: list[Block] = []
    opened: _Marker | None = None
    stray: _Marker | None = None
    for marker in _markers(text, file, problems):
        if marker.word == "begin":
            if opened is not None:
                problems.append(_begun_twice(opened, marker))
            opened = marker
        elif opened is None:
            if stray is not None or blocks:
                problems.append(_problem("this ends no block; nothing is open", marker, END))
            else:
                stray = marker
        else:
            _close(text, opened, marker, blocks, problems)
            opened = None
    problems += _left(opened, stray)
    if problems:
        raise InputError(sorted(problems, key=lambda item: item.span.start if item.span else _TOP))
    return tuple(blocks)


_TOP = Position(1, 1)


def _markers(text: str, file: str, problems: list[Problem]) -> list[_Marker]:
    found = []
    for number, offset, line in prose_lines(text):
        if "runbook:" not in line:
            continue
        words = line.strip(" \t")
        column = line.index(words) + 1
        span = Span(file, Position(number, column), Position(number, column + len(words)))
        marker = _marker(words, span, offset, line)
        if marker is not None:
            found.append(marker)
        elif _is_meant(words):
            message = "this is no marker of a block" if words.startswith(_OPEN) else _ALONE
            problems.append(Problem(message, span, plain(words), f"{BEGIN} or {END}"))
    return found


_ALONE = "a marker stands alone on its line"


def _marker(words: str, span: Span, offset: int, line: str) -> _Marker | None:
    if not (words.startswith(_OPEN) and words.endswith(_CLOSE)):
        return None
    inner = words[len(_OPEN) : -len(_CLOSE)].strip()
    word, _, rest = inner.removeprefix("runbook:").partition(" ")
    if not inner.startswith("runbook:") or word not in {"begin", "end"} or _CLOSE in inner:
        return None
    return _Marker(word, rest.strip(), span, offset, line)


def _is_meant(words: str) -> bool:
    """Whether somebody meant a marker; after a backtick it is only spoken of."""
    hit = _LIKE.search(words)
    return hit is not None and "`" not in words[: hit.start()]


def _close(
    text: str, opened: _Marker, marker: _Marker, blocks: list[Block], problems: list[Problem]
) -> None:
    name, _, rest = opened.rest.partition(" ")
    options = _options(rest)
    seal = parse_seal(marker.rest)
    if not _NAME.match(name):
        problems.append(_problem("a block needs a name", opened, BEGIN, plain(name) or "nothing"))
    elif options is None:
        problems.append(_problem("an option is written NAME=VALUE", opened, None, plain(rest)))
    elif marker.rest and seal is None:
        problems.append(_problem("what runbook noted here was changed", marker, END, marker.rest))
    else:
        begun = text.index("\n", opened.offset) + 1
        newline = "\r\n" if text[begun - 2 : begun] == "\r\n" else "\n"
        indent = opened.line[: len(opened.line) - len(opened.line.lstrip(" \t"))]
        close = marker.offset + len(marker.line.rstrip(" \t"))
        blocks.append(
            Block(name, options, opened.span, begun, marker.offset, close, newline, indent, seal)
        )


def _options(rest: str) -> dict[str, str] | None:
    options: dict[str, str] = {}
    place = 0
    rest = rest.strip()
    while place < len(rest):
        hit = _OPTION.match(rest, place)
        if hit is None or hit[1] in options:
            return None
        options[hit[1]] = hit[2] if hit[3] is None else hit[3]
        place = hit.end()
    return options


def _left(opened: _Marker | None, stray: _Marker | None) -> list[Problem]:
    if opened is not None and stray is not None:
        return [_problem("begin and end of this block are swapped", stray, f"{BEGIN} before {END}")]
    if opened is not None:
        return [_problem(f"this block has no end: {plain(opened.rest)}", opened, f"{END} below it")]
    if stray is not None:
        return [_problem("this ends no block; its begin is missing", stray, f"{BEGIN} above it")]
    return []


def _begun_twice(opened: _Marker, marker: _Marker) -> Problem:
    line = opened.span.start.line
    if opened.rest == marker.rest:
        message = f"this block begins a second time; line {line} began it already"
    else:
        message = f"a block begins inside another one, which began on line {line}"
    return _problem(message, marker, f"{END} before it")


def _problem(message: str, at: _Marker, expected: str | None, found: str | None = None) -> Problem:
    return Problem(message, at.span, found, expected)
