"""The value of an expression, of a text with expressions in it, and of an `if`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.expressions.access import index
from runbook.forges.github.semantics.expressions.functions import call, joined
from runbook.forges.github.semantics.expressions.nodes import (
    Call,
    Chain,
    Compare,
    Context,
    Index,
    Literal,
    Node,
    Not,
    parts,
)
from runbook.forges.github.semantics.expressions.parser import parse
from runbook.forges.github.semantics.expressions.pieces import split
from runbook.forges.github.semantics.expressions.tokens import ExpressionError
from runbook.forges.github.semantics.expressions.values import (
    UNKNOWN_TRUTH,
    UNKNOWN_VALUE,
    Value,
    Values,
    as_text,
    either,
    equal,
    false_part,
    known,
    less,
    lift,
    lift_truth,
    true_part,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Scope",
    "Status",
    "asks_status",
    "condition",
    "evaluate",
    "evaluate_or_unknown",
    "evaluate_text",
    "split",
]

STATUS_FUNCTIONS = ("success", "failure", "cancelled", "always")


@dataclass(frozen=True, slots=True)
class Status:
    """What the status functions say; None is not known."""

    success: bool | None = True
    failure: bool | None = False
    cancelled: bool | None = False


FRESH = Status()


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression sees: contexts by name in lower case, and the status so far.

    A context that is absent here is unknown as a whole; an entry absent from a plain mapping is
    null, from an `Open` one unknown.
    """

    contexts: Mapping[str, Value]
    status: Status = FRESH


def evaluate(text: str, scope: Scope) -> Values:
    """The value of the expression `text`, without its ``${{ }}``.

    Raises:
        ExpressionError: it is malformed or beyond GitHub's limits.
    """
    return _bounded(parse(text), scope)


def evaluate_text(text: str, scope: Scope) -> Values:
    """The value of a text as written in YAML: a lone ``${{ }}`` keeps its type.

    Raises:
        ExpressionError: as `evaluate`, or an expression is not closed.
    """
    pieces = list(split(text))
    if len(pieces) == 1 and pieces[0][1]:
        return evaluate(pieces[0][0], scope)
    values = [evaluate(body, scope) if dynamic else known(body) for body, dynamic in pieces]
    return lift(_joined, *values)


def evaluate_or_unknown(text: str, scope: Scope) -> Values:
    """The values of a text; one with an expression that GitHub refuses is not known."""
    try:
        return evaluate_text(text, scope)
    except ExpressionError:
        return UNKNOWN_VALUE


def condition(text: str, scope: Scope) -> Values:
    """The value of an `if`: ``success() && (…)`` unless it names a status function itself.

    Raises:
        ExpressionError: as `evaluate_text`.
    """
    pieces = list(split(text.strip()))
    if not pieces:
        return _status("success", scope.status)
    if len(pieces) > 1:
        return _and(_status("success", scope.status), evaluate_text(text, scope))
    node = parse(pieces[0][0])
    if asks_status(node):
        return _bounded(node, scope)
    return _and(_status("success", scope.status), _bounded(node, scope))


def asks_status(node: Node) -> bool:
    """Whether a status function is called anywhere in it."""
    return any(isinstance(part, Call) and part.name in STATUS_FUNCTIONS for part in parts(node))


def _joined(*values: Value) -> str:
    return joined([as_text(value) for value in values])


def _bounded(node: Node, scope: Scope) -> Values:
    """The value; data nested beyond what can be followed is no value."""
    try:
        return _value(node, scope)
    except RecursionError:
        raise ExpressionError("the data is nested too deeply") from None


def _value(node: Node, scope: Scope) -> Values:  # noqa: PLR0911 - one return a kind of part
    match node:
        case Literal(value):
            return known(value)
        case Context(name):
            return known(scope.contexts[name]) if name in scope.contexts else UNKNOWN_VALUE
        case Index(of, key):
            return index(_value(of, scope), None if key is None else _value(key, scope))
        case Call(name, arguments):
            if name in STATUS_FUNCTIONS:
                return _status(name, scope.status)
            return call(name, tuple(_value(item, scope) for item in arguments))
        case Not(of):
            return lift_truth(lambda truth: not truth, _truths(_value(of, scope)))
        case Compare(operator, left, right):
            return _compare(operator, _value(left, scope), _value(right, scope))
        case Chain(operator, terms):
            return _chain(operator, terms, scope)


def _chain(operator: str, terms: tuple[Node, ...], scope: Scope) -> Values:
    join = _and if operator == "&&" else _or
    result = _value(terms[0], scope)
    for term in terms[1:]:
        if result.truth is (operator == "||"):
            return result
        result = join(result, _value(term, scope))
    return result


def _and(left: Values, right: Values) -> Values:
    if left.truth is None:
        return either(false_part(left), right)
    return right if left.truth else left


def _or(left: Values, right: Values) -> Values:
    if left.truth is None:
        return either(true_part(left), right)
    return left if left.truth else right


def _truths(values: Values) -> Values:
    return UNKNOWN_TRUTH if values.truth is None else known(values.truth)


def _compare(operator: str, left: Values, right: Values) -> Values:
    if operator in ("==", "!="):
        return lift_truth(lambda a, b: equal(a, b) == (operator == "=="), left, right)
    return lift_truth(lambda a, b: _ordered(operator, a, b), left, right)


def _ordered(operator: str, left: Value, right: Value) -> bool:
    if operator in (">", ">="):
        left, right = right, left
    if less(left, right):
        return True
    return operator.endswith("=") and (equal(left, right))


def _status(name: str, status: Status) -> Values:
    if name == "always":
        return known(value=True)
    truth = getattr(status, name)
    return UNKNOWN_TRUTH if truth is None else known(truth)
