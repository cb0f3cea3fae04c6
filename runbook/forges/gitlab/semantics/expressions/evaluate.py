"""Whether a condition holds: an empty text is truthy within it, and false as its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.expressions.tokens import ExpressionError, postfix
from runbook.forges.gitlab.semantics.expressions.values import (
    ANYTHING,
    SOMETHING,
    Class,
    applied,
    classes_of,
)
from runbook.forges.gitlab.semantics.variables import NEVER_BLANK
from runbook.model.origin import UNKNOWN, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.gitlab.semantics.expressions.tokens import Token
    from runbook.forges.gitlab.semantics.expressions.values import Value


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a condition holds; None when that cannot be known, and then why."""

    truth: bool | None
    reason: str = ""
    invalid: bool = False


def evaluate(text: str, variables: Mapping[str, str | Unset | None]) -> Answer:
    """Whether the condition holds; a variable that is not in `variables` may be anything."""
    try:
        words = postfix(text)
        value = _value(words, variables)
    except ExpressionError as error:
        return Answer(None, f"GitLab refuses the condition {text!r}: {error}", invalid=True)
    classes = classes_of(value)
    if Class.PRESENT not in classes:
        return Answer(truth=False)
    if classes == {Class.PRESENT}:
        return Answer(truth=True)
    return Answer(None, _why(words, variables))


def fault(text: str) -> str | None:
    """Why GitLab refuses the expression, None when it does not."""
    try:
        words = postfix(text)
        _value(words, {})
    except ExpressionError as error:
        return str(error)
    return None


def _why(words: tuple[Token, ...], variables: Mapping[str, str | Unset | None]) -> str:
    open_ = [
        f"${word.text}"
        for word in words
        if word.kind == "variable" and isinstance(variables.get(word.text, UNKNOWN), Unset)
    ]
    if not open_:
        return "what its pattern matches is not known here"
    return f"it depends on {', '.join(dict.fromkeys(open_))}"


def _value(words: tuple[Token, ...], variables: Mapping[str, str | Unset | None]) -> Value:
    stack: list[Value] = []
    for word in words:
        if word.kind == "value":
            stack.append(word.value)
        elif word.kind == "variable":
            stack.append(_variable(word.text, variables.get(word.text, UNKNOWN)))
        else:
            if len(stack) < 2:  # noqa: PLR2004 - an operator has two sides
                raise ExpressionError(f"{word.text} lacks a side")
            right = stack.pop()
            stack.append(applied(word.text, stack.pop(), right))
    if len(stack) != 1:
        raise ExpressionError("it is empty" if not stack else "an operator is missing")
    return stack[0]


def _variable(name: str, value: str | Unset | None) -> Value:
    if not isinstance(value, Unset):
        return value
    return SOMETHING if name in NEVER_BLANK else ANYTHING
