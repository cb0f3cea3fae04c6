"""A condition of GitLab's rules as alternatives of plain comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.expressions.tokens import ExpressionError, postfix
from runbook.forges.gitlab.semantics.expressions.values import Pattern

if TYPE_CHECKING:
    from runbook.forges.gitlab.semantics.expressions.tokens import Token

_MAX_ALTERNATIVES = 64
_SIDES = 2


@dataclass(frozen=True, slots=True)
class Operand:
    """A variable's name, or a value: a text, a pattern without its slashes, or neither."""

    variable: str = ""
    text: str | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left operator right``; without an operator `left` must be there and not be empty."""

    left: Operand
    operator: str = ""
    right: Operand = Operand()


All = tuple[Comparison, ...]


def alternatives(text: str) -> tuple[All, ...]:
    """The comparisons that must hold together; one of the groups is enough.

    Raises:
        ExpressionError: GitLab refuses the text, or it has too many alternatives.
    """
    stack: list[Operand | tuple[All, ...]] = []
    for token in postfix(text):
        if token.kind != "operator":
            stack.append(_operand(token))
            continue
        if len(stack) < _SIDES:
            raise ExpressionError(f"{token.text} lacks a side")
        right, left = stack.pop(), stack.pop()
        stack.append(_joined(left, token.text, right))
    if len(stack) != 1:
        raise ExpressionError("it is no condition")
    return _groups(stack[0])


def _joined(
    left: Operand | tuple[All, ...], operator: str, right: Operand | tuple[All, ...]
) -> tuple[All, ...]:
    if operator == "||":
        found = (*_groups(left), *_groups(right))
    elif operator == "&&":
        found = tuple((*one, *other) for one in _groups(left) for other in _groups(right))
    elif isinstance(left, Operand) and isinstance(right, Operand):
        found = ((Comparison(left, operator, right),),)
    else:
        raise ExpressionError("it compares a comparison")
    if len(found) > _MAX_ALTERNATIVES:
        raise ExpressionError("it has too many alternatives")
    return found


def _groups(side: Operand | tuple[All, ...]) -> tuple[All, ...]:
    return ((Comparison(side),),) if isinstance(side, Operand) else side


def _operand(token: Token) -> Operand:
    if token.kind == "variable":
        return Operand(variable=token.text)
    if isinstance(token.value, Pattern):
        flags = "(?i)" if "i" in token.value.flags else ""
        return Operand(pattern=flags + token.value.body)
    return Operand(text=token.value) if isinstance(token.value, str) else Operand()
