"""The value of an expression, of a text with expressions in it, and of an `if`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.expressions.functions import MAX_TEXT, call
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
from runbook.forges.github.semantics.expressions.tokens import ExpressionError
from runbook.forges.github.semantics.expressions.values import (
    UNKNOWN_TRUTH,
    UNKNOWN_VALUE,
    Open,
    Value,
    Values,
    as_number,
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
    from collections.abc import Iterator

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
    return _value(parse(text), scope)


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
        return _value(node, scope)
    return _and(_status("success", scope.status), _value(node, scope))


def asks_status(node: Node) -> bool:
    """Whether a status function is called anywhere in it."""
    return any(isinstance(part, Call) and part.name in STATUS_FUNCTIONS for part in parts(node))


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


def _joined(*parts_: Value) -> str:
    return "".join(as_text(part) for part in parts_)[:MAX_TEXT]


def _value(node: Node, scope: Scope) -> Values:  # noqa: PLR0911 - one return a kind of part
    match node:
        case Literal(value):
            return known(value)
        case Context(name):
            return known(scope.contexts[name]) if name in scope.contexts else UNKNOWN_VALUE
        case Index(of, key):
            return _index(_value(of, scope), None if key is None else _value(key, scope))
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


def _index(of: Values, key: Values | None) -> Values:
    if key is None:
        return _all_entries(of)
    if not of.complete or not key.complete:
        return UNKNOWN_VALUE
    found = Values()
    for container in of.members:
        for name in key.members:
            found = either(found, _entry(container, name))
    return found


def _entry(container: Value, key: Value) -> Values:
    if isinstance(container, list):
        return _item(container, key)
    if not isinstance(container, Mapping):
        return known(None)
    wanted = as_text(key).upper()
    for name, value in container.items():
        if name.upper() == wanted:
            return known(value)
    return UNKNOWN_VALUE if isinstance(container, Open) else known(None)


def _item(items: list[Value], key: Value) -> Values:
    number = as_number(key)
    if number >= 0 and number < len(items):
        return known(items[int(number)])
    return known(None)


def _all_entries(of: Values) -> Values:
    """``.*``: the entries as a list; of something open or not known, not known."""
    if not of.known or isinstance(of.members[0], Open):
        return UNKNOWN_VALUE
    container = of.members[0]
    if isinstance(container, Mapping):
        return known(list(container.values()))
    return of if isinstance(container, list) else known([])
