"""A text as written in YAML, split into what is literal and what is an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.semantics.expressions.tokens import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Iterator


def split(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text: literal text, and the insides of ``${{ }}`` marked True.

    Raises:
        ExpressionError: an expression is not closed.
    """
    at = 0
    while (start := text.find("${{", at)) >= 0:
        if start > at:
            yield text[at:start], False
        end = _closing(text, start + 3)
        yield text[start + 3 : end], True
        at = end + 2
    if at < len(text):
        yield text[at:], False


def _closing(text: str, at: int) -> int:
    """Where the expression ends; quotes may hold braces."""
    quoted = False
    for index in range(at, len(text) - 1):
        if text[index] == "'":
            quoted = not quoted
        elif not quoted and text.startswith("}}", index):
            return index
    raise ExpressionError("an expression is not closed by }}")
