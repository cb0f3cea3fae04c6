"""What an expression can be: one value, one of a few, or not known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_MEMBERS = 32

# null, boolean, number, text, list or mapping; lists and mappings may hold `Values`
Value = Any


class Rest(StrEnum):
    """What else it may be besides the members."""

    NOTHING = "nothing"
    TRUTHY = "anything true"
    FALSY = "anything false"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Values:
    """`members` are values it can have; `rest` says what others there may be."""

    members: tuple[Value, ...] = ()
    rest: Rest = Rest.NOTHING

    @property
    def known(self) -> bool:
        """Whether it is exactly one value."""
        return self.rest is Rest.NOTHING and len(self.members) == 1

    @property
    def complete(self) -> bool:
        """Whether the members are all there is."""
        return self.rest is Rest.NOTHING

    @property
    def truth(self) -> bool | None:
        """Whether it counts as true; None when it may be either."""
        either = {is_true(member) for member in self.members} | _TRUTHS[self.rest]
        return either.pop() if len(either) == 1 else None


_TRUTHS = {
    Rest.NOTHING: frozenset[bool](),
    Rest.TRUTHY: frozenset({True}),
    Rest.FALSY: frozenset({False}),
    Rest.ANYTHING: frozenset({True, False}),
}
UNKNOWN_VALUE = Values(rest=Rest.ANYTHING)
UNKNOWN_TRUTH = Values((True, False))


class Open(dict[str, Value]):
    """A context of which only some entries are known; any other one is unknown, not null."""


def known(value: Value) -> Values:
    """Exactly this value."""
    return value if isinstance(value, Values) else Values((value,))


def one_of(values: Iterable[Value], rest: Rest = Rest.NOTHING) -> Values:
    """These values, each once, as many as the bound allows."""
    distinct = {(type(value).__name__, repr(value)): value for value in values}
    members = tuple(distinct.values())
    if len(members) > MAX_MEMBERS:
        return Values(members[:MAX_MEMBERS], Rest.ANYTHING)
    return Values(members, rest)


def either(first: Values, second: Values) -> Values:
    """What `first` or `second` can be."""
    truths = _TRUTHS[first.rest] | _TRUTHS[second.rest]
    rest = next(kind for kind, both in _TRUTHS.items() if both == truths)
    return one_of((*first.members, *second.members), rest)


def true_part(values: Values) -> Values:
    """What it can be when it counts as true."""
    rest = Rest.TRUTHY if values.rest in (Rest.TRUTHY, Rest.ANYTHING) else Rest.NOTHING
    return Values(tuple(item for item in values.members if is_true(item)), rest)


def false_part(values: Values) -> Values:
    """What it can be when it counts as false."""
    rest = Rest.FALSY if values.rest in (Rest.FALSY, Rest.ANYTHING) else Rest.NOTHING
    return Values(tuple(item for item in values.members if not is_true(item)), rest)


def lift(function: Callable[..., Value], *arguments: Values) -> Values:
    """`function` of every combination of the arguments, as many as the bound allows."""
    results: list[Value] = []
    for combination in product(*(argument.members for argument in arguments)):
        if len(results) > MAX_MEMBERS:
            break
        results.append(function(*combination))
    complete = all(argument.complete for argument in arguments)
    return one_of(results, Rest.NOTHING if complete else Rest.ANYTHING)


def lift_truth(function: Callable[..., bool], *arguments: Values) -> Values:
    """As `lift`, for a function that says yes or no: not known is then one of the two."""
    found = lift(function, *arguments)
    return found if found.complete else UNKNOWN_TRUTH


def is_true(value: Value) -> bool:
    """Null, false, zero, not-a-number and the empty text count as false."""
    if isinstance(value, (list, dict)):
        return True
    return bool(value) and value == value  # noqa: PLR0124 - only NaN differs from itself


def as_text(value: Value) -> str:
    """A value as it appears in a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        text = format(as_float(value), ".15g")
        return _SPECIAL.get(text, text)
    if isinstance(value, str):
        return value
    return "Array" if isinstance(value, list) else "Object"


_SPECIAL = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}


def as_number(value: Value) -> float:
    """A value as it is compared with another type."""
    if isinstance(value, str):
        return parse_number(value)
    if value is None or isinstance(value, (bool, int, float)):
        return as_float(value or 0)
    return float("nan")


def as_float(value: float) -> float:
    """A number as the forge holds it; one beyond every float is infinite."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


_INFINITE = {"Infinity": float("inf"), "-Infinity": float("-inf")}
_MAX_DIGITS = 400


def parse_number(text: str) -> float:
    """A text as a number, as JavaScript would read it; NaN when it is none."""
    text = text.strip()
    if not text:
        return 0.0
    if text in _INFINITE:
        return _INFINITE[text]
    plain = text.isascii() and len(text) <= _MAX_DIGITS and "_" not in text
    if not plain or (text[-1].isalpha() and text[:2] != "0x"):
        return float("nan")
    try:
        return float(int(text, 0)) if text[:2] in ("0x", "0o") else float(text)
    except (ValueError, OverflowError):
        return float("nan")


def equal(left: Value, right: Value) -> bool:
    """Loose equality: texts without case, different types as numbers, collections never."""
    if isinstance(left, str) and isinstance(right, str):
        return left.upper() == right.upper()
    if isinstance(left, (list, dict)) or isinstance(right, (list, dict)):
        return left is right
    if left is None and right is None:
        return True
    return as_number(left) == as_number(right)


def less(left: Value, right: Value) -> bool:
    """Whether `left` comes before `right`; texts without case, other types as numbers."""
    if isinstance(left, str) and isinstance(right, str):
        return left.upper() < right.upper()
    return as_number(left) < as_number(right)
