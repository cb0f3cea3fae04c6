"""Edits that a machine can make: one value or one line, everything around it kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.finding import Edit
from runbook.source import Position, Span
from runbook.workflows.emit import scalar

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.forges.github.syntax.model import Permissions, Text

_QUOTES = "'\""
_PARTS = frozenset("*?!/\\-._+")  # what a pattern or a name goes on with


def value_edit(text: str, span: Span, value: str) -> Edit:
    """Put `value` in the place of the scalar at `span` of the file's `text`, quoted as before."""
    quote = _character(text, span.start)
    if quote and quote in _QUOTES and not set(value) & {quote, "\\", "\n"}:
        return Edit(span, f"{quote}{value}{quote}")
    return Edit(span, scalar(value))


def text_edit(text: str, found: Text, value: str) -> Edit:
    """The same for a text of a workflow."""
    return value_edit(text, found.span, value)


def key_edit(text: str, mapping: Span, key: str, value: str) -> Edit:
    """Add ``key: value`` as the first pair of the mapping that begins at `mapping`."""
    pair = f"{key}: {scalar(value)}"
    if _character(text, mapping.start) == "{":
        inside = Position(mapping.start.line, mapping.start.column + 1)
        rest = _line(text, inside.line)[inside.column - 1 :].lstrip()
        return Edit(Span(mapping.file, inside, inside), pair if rest[:1] == "}" else f"{pair}, ")
    indent = " " * (mapping.start.column - 1)
    return Edit(Span(mapping.file, mapping.start, mapping.start), f"{pair}\n{indent}")


def word_edit(text: str, within: Span, old: str, new: str) -> Edit | None:
    """Put `new` in the place of the word `old` in the lines of `within`; None unless it is once."""
    lines = text.split("\n")[within.start.line - 1 : within.end.line]
    places = [
        (number, hit.start())
        for number, line in enumerate(lines, within.start.line)
        for hit in re.finditer(re.escape(old), line)
        if _is_word(line, hit.start(), hit.end())
    ]
    if len(places) != 1:
        return None
    number, at = places[0]
    start = Position(number, at + 1)
    return Edit(Span(within.file, start, Position(number, at + 1 + len(old))), new)


def descriptor_edit(case: Case, within: Span | None, old: str, new: str) -> tuple[Edit, ...]:
    """The same in a value of the descriptor, as the checkout has it; none when it is not found."""
    if within is None or case.repository is None:
        return ()
    text = case.repository.checkout.read_text(within.file.rpartition("/")[2])
    edit = None if text is None else word_edit(text, within, old, new)
    return () if edit is None else (edit,)


def _is_word(line: str, start: int, end: int) -> bool:
    around = line[max(start - 1, 0) : start] + line[end : end + 1]
    return not any(one in _PARTS or one.isalnum() for one in around)


def _character(text: str, at: Position) -> str:
    return _line(text, at.line)[at.column - 1 : at.column]


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1] if number <= len(lines) else ""


def scope_edit(
    text: str, permissions: Permissions | None, scope: str, level: str
) -> tuple[Edit, ...]:
    """Set a scope in a block that is written out; none where there is no such block."""
    if permissions is None or permissions.shorthand:
        return ()
    written = permissions.scopes.get(scope)
    if written is not None:
        return (text_edit(text, written, level),)
    return (key_edit(text, permissions.span, scope, level),)
