"""The words of an expression. Source: actions/runner LexicalAnalyzer.cs@258d6c8."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.expressions.values import Value, parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LENGTH = 21_000  # ExpressionConstants.cs


class ExpressionError(ValueError):
    """The expression is not one; the message says what GitHub would not understand."""


class TokenKind(StrEnum):
    """The kinds of words."""

    LITERAL = "literal"
    NAME = "name"
    MARK = "mark"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is the name or mark, `value` that of a literal."""

    kind: TokenKind
    text: str
    value: Value = None


END = Token(TokenKind.END, "")
_WORDS = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^']|'')*')
      | (?P<number>[-+]?[0-9][^\s()\[\],!<>=&|]*|[-+]\.?[0-9][^\s()\[\],!<>=&|]*)
      | (?P<name>[A-Za-z_][A-Za-z0-9_-]*)
      | (?P<mark>==|!=|<=|>=|&&|\|\||[!<>()\[\].,*])
    )""",
    re.VERBOSE,
)
_CONSTANTS: dict[str, Value] = {
    "null": None,
    "true": True,
    "false": False,
    "NaN": float("nan"),
    "Infinity": float("inf"),
}


def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text`, closed by an END.

    Raises:
        ExpressionError: it is too long, or holds something that is no word.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the expression is longer than {MAX_LENGTH} characters")
    return (*_words(text.rstrip()), END)


def _words(text: str) -> Iterator[Token]:
    at = 0
    previous = ""
    while at < len(text):
        hit = _WORDS.match(text, at)
        if hit is None:
            raise ExpressionError(f"unexpected {text[at : at + 20].strip()!r}")
        yield _token(hit, after_dot=previous == ".")
        previous = hit[0].strip()
        at = hit.end()


def _token(hit: re.Match[str], *, after_dot: bool) -> Token:
    if hit["text"] is not None:
        return Token(TokenKind.LITERAL, hit["text"], hit["text"][1:-1].replace("''", "'"))
    if hit["number"] is not None:
        number = parse_number(hit["number"])
        if number != number:  # noqa: PLR0124 - only NaN differs from itself
            raise ExpressionError(f"unexpected {hit['number']!r}")
        return Token(TokenKind.LITERAL, hit["number"], number)
    if hit["name"] is None:
        return Token(TokenKind.MARK, hit["mark"])
    if not after_dot and hit["name"] in _CONSTANTS:
        return Token(TokenKind.LITERAL, hit["name"], _CONSTANTS[hit["name"]])
    return Token(TokenKind.NAME, hit["name"])
