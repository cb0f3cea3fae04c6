"""JSON text into data, comments and trailing commas allowed, with the positions of keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.repository.manifests.literal import offset_span
from runbook.source import Position, Span

if TYPE_CHECKING:
    from runbook.repository.checkout import Content
    from runbook.repository.manifests.values import Data

# Every alternative ends at the end of the text at the latest: one pass, linear time.
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\(?:.|\Z))*(?:"|\Z)|//[^\n]*|/\*.*?(?:\*/|\Z)|'
    r",(?=\s{0,200}[}\]])|[{}\[\]]",
    re.DOTALL,
)


def read_json(content: Content) -> Data:
    """The object in a JSON file; anything else than an object is empty.

    Raises:
        InputError: it is not JSON, or too deep.
    """
    import json  # noqa: PLC0415 - start-up: not every repository has one

    try:
        try:
            data = json.loads(content.text)
        except json.JSONDecodeError:
            data = json.loads(_TOKEN.sub(_without_extras, content.text))
    except (RecursionError, ValueError) as error:
        found = "it is too deep" if isinstance(error, RecursionError) else str(error)[:120]
        start = Position(getattr(error, "lineno", 1), getattr(error, "colno", 1))
        problem = Problem("this is not JSON", Span(content.path, start, start), found)
        raise InputError([problem]) from None
    return data if isinstance(data, dict) else {}


def key_span(content: Content, key: str, value: str | None) -> Span | None:
    """Where the text `value` of the outermost object's `key` stands, without its quotes."""
    if value is None:
        return None
    depth, last = 0, ""
    for token in _TOKEN.finditer(content.text):
        word = token[0]
        if word[0] in "{[":
            depth, last = depth + 1, ""
        elif word[0] in "}]":
            depth, last = depth - 1, ""
        elif word[0] == '"' and depth == 1:
            if last == key and word[1:-1] == value:
                return offset_span(content.text, content.path, token.start() + 1, token.end() - 1)
            last = word[1:-1]
    return None


def _without_extras(token: re.Match[str]) -> str:
    word = token[0]
    return word if word[0] in '"{}[]' else "\n" * word.count("\n")
