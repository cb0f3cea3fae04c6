"""The words of a condition, with operators behind their operands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.expressions.values import ANYTHING, pattern_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.forges.gitlab.semantics.expressions.values import Value

MAX_TOKENS = 100
MAX_LENGTH = 20_000  # ours; a hundred words are shorter

_WORDS = re.compile(
    r"""[ \t\r\n\f\v]*(?:
        (?P<open>\() | (?P<close>\))
      | (?P<input>\$\[\[[^\]\n]*\]\])
      | \$(?P<variable>\w+)
      | "(?P<double>[^"\n]*)" | '(?P<single>[^'\n]*)'
      | (?P<pattern>/(?:[^/]|\\/)+[^\\]/[ismU]*)
      | (?P<null>null) | (?P<flag>\b(?:true|false)\b)
      | (?P<operator>==|=~|!=|!~|&&|\|\|)
    )""",
    re.VERBOSE | re.ASCII,
)
_PRECEDENCE = {"==": 10, "=~": 10, "!=": 10, "!~": 10, "&&": 11, "||": 12}


class ExpressionError(ValueError):
    """GitLab refuses the expression; the message says why."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an expression: `kind` is value, variable, operator, open or close."""

    kind: str
    text: str
    value: Value = None


@lru_cache(maxsize=1024)
def postfix(text: str) -> tuple[Token, ...]:
    """The words with operators behind their operands, put there as GitLab does.

    Raises:
        ExpressionError: GitLab refuses the text.
    """
    output: list[Token] = []
    operators: list[Token] = []
    for token in _tokens(text):
        if token.kind == "operator":
            while operators and _binds(operators[-1], token):
                output.append(operators.pop())
            operators.append(token)
        elif token.kind == "open":
            operators.append(token)
        elif token.kind == "close":
            while operators and operators[-1].kind == "operator":
                output.append(operators.pop())
            if not operators:
                raise ExpressionError("a parenthesis is not opened")
            operators.pop()
        else:
            output.append(token)
    output += reversed(operators)
    if any(token.kind == "open" for token in output):
        raise ExpressionError("a parenthesis is not closed")
    return tuple(output)


def _binds(left: Token, right: Token) -> bool:
    return left.kind == "operator" and _PRECEDENCE[right.text] >= _PRECEDENCE[left.text]


def _tokens(text: str) -> Iterator[Token]:
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"it is longer than {MAX_LENGTH} characters")
    end = len(text.rstrip(" \t\r\n\f\v"))
    at = count = 0
    while at < end:
        hit = _WORDS.match(text, at)
        if hit is None:
            raise ExpressionError(f"unexpected {text[at : at + 20].strip()!r}")
        at = hit.end()
        count += 1
        if count >= MAX_TOKENS:
            raise ExpressionError(f"it has {MAX_TOKENS} words or more")
        yield _token(hit)


def _token(hit: re.Match[str]) -> Token:
    kind = hit.lastgroup or ""
    text = hit[kind]
    if "$[[" in text:  # an input whose value is not known
        return Token("value", text, ANYTHING)
    match kind:
        case "double" | "single":
            return Token("value", text, text)
        case "null":
            return Token("value", text, None)
        case "flag":
            return Token("value", text, text == "true")
        case "pattern":
            pattern = pattern_of(text)
            if pattern is None:
                raise ExpressionError(f"{text!r} is no regular expression that RE2 takes")
            return Token("value", text, pattern)
        case _:
            return Token(kind, text)
