"""A condition of GitLab's rules as alternatives of plain comparisons.

Source of the grammar: gitlabhq/gitlabhq doc/ci/jobs/job_rules.md (variable expressions).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_CONDITION = 2_000  # characters
_MAX_ALTERNATIVES = 64
_MAX_NESTING = 20
_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<variable>\$\{?[A-Za-z_][A-Za-z0-9_]*\}?)|(?P<double>\"[^\"]*\")"
    r"|(?P<single>'[^']*')|(?P<regex>/(?:\\.|[^/\\])*/[a-z]*)|(?P<null>null\b)"
    r"|(?P<operator>==|!=|=~|!~)|(?P<sign>&&|\|\||[()])"
)
VARIABLE, TEXT, REGEX, NULL = "variable", "text", "regex", "null"


class ConditionError(ValueError):
    """The text is no condition, or too large to be laid out."""


@dataclass(frozen=True, slots=True)
class Operand:
    """A variable's name, a text, a regular expression without its slashes, or null."""

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left operator right``; without an operator `left` must be there and not be empty."""

    left: Operand
    operator: str = ""
    right: Operand = Operand(NULL)


All = tuple[Comparison, ...]


def alternatives(text: str) -> tuple[All, ...]:
    """The comparisons that must hold together; one of the groups is enough.

    Raises:
        ConditionError: it cannot be read, or has too many alternatives.
    """
    if len(text) > MAX_CONDITION:
        raise ConditionError
    reader = _Reader(_tokens(text))
    found = reader.any(0)
    if reader.at < len(reader.tokens):
        raise ConditionError
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ConditionError
        at = match.end()
        if match.lastgroup != "space":
            found.append((match.lastgroup or "", match[0]))
    return found


@dataclass(slots=True)
class _Reader:
    tokens: list[tuple[str, str]]
    at: int = 0

    def any(self, depth: int) -> tuple[All, ...]:
        found = self._all(depth)
        while self._takes("||"):
            found += self._all(depth)
        return _bounded(found)

    def _all(self, depth: int) -> tuple[All, ...]:
        found = self._one(depth)
        while self._takes("&&"):
            right = self._one(depth)
            found = _bounded(tuple((*one, *other) for one in found for other in right))
        return found

    def _one(self, depth: int) -> tuple[All, ...]:
        if self._takes("("):
            if depth >= _MAX_NESTING:
                raise ConditionError
            found = self.any(depth + 1)
            if not self._takes(")"):
                raise ConditionError
            return found
        left = self._operand()
        kind, operator = self._next()
        if kind != "operator":
            return ((Comparison(left),),)
        self.at += 1
        return ((Comparison(left, operator, self._operand()),),)

    def _operand(self) -> Operand:
        kind, text = self._next()
        self.at += 1
        if kind == VARIABLE:
            return Operand(VARIABLE, text.strip("${}"))
        if kind in {"double", "single"}:
            return Operand(TEXT, text[1:-1])
        if kind == REGEX:
            body, _, flags = text[1:].rpartition("/")
            return Operand(REGEX, f"(?i){body}" if "i" in flags else body)
        if kind == NULL:
            return Operand(NULL)
        raise ConditionError

    def _takes(self, sign: str) -> bool:
        found = self._next() == ("sign", sign)
        self.at += found
        return found

    def _next(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")


def _bounded(found: tuple[All, ...]) -> tuple[All, ...]:
    if len(found) > _MAX_ALTERNATIVES:
        raise ConditionError
    return found
