"""What conditions compare: Ruby's values, or only the class of one; with their operators."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from runbook.forges.gitlab.semantics.escapes import PatternError, UnknownPatternError
from runbook.forges.gitlab.semantics.machine import found_in


class Class(Enum):
    """What a value can be: nothing or false, a blank text, or anything else."""

    FALSE = 0
    BLANK = 1
    PRESENT = 2


@dataclass(frozen=True, slots=True)
class Maybe:
    """A value of which only the classes it can be of are known."""

    classes: frozenset[Class]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, without its slashes."""

    body: str
    flags: str


Value = str | bool | None | Pattern | Maybe

ANYTHING = Maybe(frozenset(Class))
SOMETHING = Maybe(frozenset({Class.PRESENT}))
EITHER = Maybe(frozenset({Class.FALSE, Class.PRESENT}))
_SLASHES = re.compile(r"/(?P<body>.*)/(?P<flags>[ismU]*)")


def pattern_of(text: str) -> Pattern | None:
    """The pattern that a text between slashes is; None when it is not one that RE2 takes."""
    hit = _SLASHES.fullmatch(text.replace("\\/", "/"))
    if hit is None:
        return None
    try:
        found_in(hit["body"], hit["flags"], "")
    except PatternError:
        return None
    except UnknownPatternError:
        pass
    return Pattern(hit["body"], hit["flags"])


def matches(pattern: Pattern, text: str) -> bool | None:
    """Whether the pattern is found in the text; None when that is not known here."""
    try:
        return found_in(pattern.body, pattern.flags, text)
    except (PatternError, UnknownPatternError):
        return None


def applied(operator: str, left: Value, right: Value) -> Value:
    """What an operator makes of its two sides; `EITHER` where a comparison cannot be known."""
    if operator == "&&":
        return _and(left, right)
    if operator == "||":
        return _or(left, right)
    truth = _equal(left, right) if operator in ("==", "!=") else _found(left, right)
    if truth is None:
        return EITHER
    return truth == (operator in ("==", "=~"))


def _and(left: Value, right: Value) -> Value:
    if not isinstance(left, Maybe):
        return left if _is_falsy(left) else right
    classes = left.classes & {Class.FALSE}
    if left.classes - {Class.FALSE}:
        classes |= classes_of(right)
    return Maybe(classes)


def _or(left: Value, right: Value) -> Value:
    if not isinstance(left, Maybe):
        return right if _is_falsy(left) else left
    classes = left.classes - {Class.FALSE}
    if Class.FALSE in left.classes:
        classes |= classes_of(right)
    return Maybe(classes)


def _is_falsy(value: Value) -> bool:
    return value is None or value is False


def classes_of(value: Value) -> frozenset[Class]:
    """The classes that a value can be of."""
    if isinstance(value, Maybe):
        return value.classes
    if _is_falsy(value):
        return frozenset({Class.FALSE})
    blank = isinstance(value, str) and not value.strip()
    return frozenset({Class.BLANK if blank else Class.PRESENT})


def _equal(left: Value, right: Value) -> bool | None:
    if isinstance(left, Maybe) or isinstance(right, Maybe):
        return None
    return type(left) is type(right) and left == right


def _found(left: Value, right: Value) -> bool | None:
    """Whether the pattern `right` is found in `left`; a text between slashes is a pattern too."""
    if _is_falsy(right):
        return False
    if isinstance(right, str):
        right = pattern_of(right) or right
    if isinstance(left, (Maybe, Pattern)) or isinstance(right, (Maybe, bool)):
        return None
    text = "" if left is None else str(left).lower() if isinstance(left, bool) else left
    if isinstance(right, Pattern):
        return matches(right, text)
    # Ruby searches the other way round when the right side is a plain text.
    return right is not None and text in right
