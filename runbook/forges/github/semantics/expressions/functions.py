"""The functions of expressions. Source: actions/runner Expressions/Sdk/Functions@258d6c8."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.expressions.tokens import ExpressionError
from runbook.forges.github.semantics.expressions.values import (
    UNKNOWN_TRUTH,
    UNKNOWN_VALUE,
    Value,
    Values,
    as_text,
    either,
    equal,
    lift,
    lift_truth,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_TEXT = 100_000
_HOLE = re.compile(r"\{\{|\}\}|\{([0-9]{1,3})\}|[{}]")


def call(name: str, arguments: tuple[Values, ...]) -> Values:
    """The value of a function other than the status functions.

    Raises:
        ExpressionError: there is no such function, or it takes another number of arguments.
    """
    if name not in _FUNCTIONS:
        raise ExpressionError(f"unrecognized function {name!r}")
    function, least, most = _FUNCTIONS[name]
    if not least <= len(arguments) <= most:
        raise ExpressionError(f"{name} does not take {len(arguments)} arguments")
    return function(*arguments)


def _starts(text: Values, start: Values) -> Values:
    return lift_truth(lambda a, b: as_text(a).upper().startswith(as_text(b).upper()), text, start)


def _ends(text: Values, end: Values) -> Values:
    return lift_truth(lambda a, b: as_text(a).upper().endswith(as_text(b).upper()), text, end)


def _contains(inside: Values, item: Values) -> Values:
    if inside.known and isinstance(inside.members[0], list):
        return _list_contains(inside.members[0], item)
    return lift_truth(_has, inside, item)


def _has(inside: Value, item: Value) -> bool:
    if isinstance(inside, list):
        return any(equal(member, item) for member in inside)
    return as_text(item).upper() in as_text(inside).upper()


def _list_contains(items: list[Value], item: Values) -> Values:
    """A list may hold members that are not known: it contains for sure, or maybe."""
    settled = [member for member in items if not isinstance(member, Values)]
    found = lift_truth(_has, Values((settled,)), item)
    return found if found.truth or len(settled) == len(items) else UNKNOWN_TRUTH


def _format(template: Values, *arguments: Values) -> Values:
    return lift(_fill, template, *arguments)


def _fill(template: Value, *arguments: Value) -> str:
    text = as_text(template)
    pieces = []
    at = 0
    for hit in _HOLE.finditer(text):
        pieces += [text[at : hit.start()], _filled(hit, arguments)]
        at = hit.end()
    return joined([*pieces, text[at:]])


def _filled(hit: re.Match[str], arguments: tuple[Value, ...]) -> str:
    if hit[0] in ("{{", "}}"):
        return hit[0][0]
    if hit[1] is None or int(hit[1]) >= len(arguments):
        raise ExpressionError(f"invalid format, {hit[0]} cannot be filled")
    return as_text(arguments[int(hit[1])])


def joined(texts: list[str], separator: str = "") -> str:
    """The texts as one.

    Raises:
        ExpressionError: it would be longer than `MAX_TEXT`.
    """
    length = sum(map(len, texts)) + len(separator) * max(0, len(texts) - 1)
    if length > MAX_TEXT:
        raise ExpressionError(f"the text is longer than {MAX_TEXT} characters")
    return separator.join(texts)


def _join(items: Values, separator: Values = Values((",",))) -> Values:  # noqa: B008 - frozen
    if any(isinstance(member, Values) for value in items.members for member in _listed(value)):
        return UNKNOWN_VALUE
    return lift(
        lambda value, mark: joined([as_text(item) for item in _listed(value)], as_text(mark)),
        items,
        separator,
    )


def _listed(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def _to_json(value: Values) -> Values:
    try:
        return lift(lambda item: json.dumps(item, indent=2), value)
    except TypeError:  # a member that is not known has no JSON
        return UNKNOWN_VALUE


def _from_json(text: Values) -> Values:
    return lift(_parsed, text)


def _parsed(text: Value) -> Value:
    try:
        return json.loads(as_text(text)[:MAX_TEXT])
    except (ValueError, RecursionError):
        raise ExpressionError("fromJSON is given a text that is not JSON") from None


def _hash_files(*_patterns: Values) -> Values:
    return UNKNOWN_VALUE


def _case(*arguments: Values) -> Values:
    """Pairs of a condition and a value, and a last value for none of them."""
    *pairs, otherwise = arguments
    if len(pairs) % 2:
        raise ExpressionError("case takes an odd number of arguments")
    result = otherwise
    for condition, value in reversed(list(zip(pairs[::2], pairs[1::2], strict=True))):
        truth = condition.truth
        if truth is None:
            result = either(value, result)
        elif truth:
            result = value
    return result


_ANY = 255
_FUNCTIONS: dict[str, tuple[Callable[..., Values], int, int]] = {
    "startswith": (_starts, 2, 2),
    "endswith": (_ends, 2, 2),
    "contains": (_contains, 2, 2),
    "format": (_format, 1, _ANY),
    "join": (_join, 1, 2),
    "tojson": (_to_json, 1, 1),
    "fromjson": (_from_json, 1, 1),
    "hashfiles": (_hash_files, 1, _ANY),
    "case": (_case, 3, _ANY),
}
