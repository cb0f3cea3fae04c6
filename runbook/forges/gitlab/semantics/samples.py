"""A text that a regular expression finds something in, made from the expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.escapes import PatternError, UnknownPatternError
from runbook.forges.gitlab.semantics.machine import found_in
from runbook.forges.gitlab.semantics.parts import Assert, Chain, Chars, Choice, Repeat
from runbook.forges.gitlab.semantics.patterns import parse_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runbook.forges.gitlab.semantics.parts import Part

_VERSION = "1.2.3"
_LONGEST = 200  # characters of a name, ours
_LIKED = "1av.-"


def sample(patterns: Sequence[str], usual: Sequence[str]) -> str | None:
    """A text that one of `patterns` (without slashes) finds, a usual one first; None without one.

    Patterns that RE2 refuses, or that are too large to be known, find nothing.
    """
    made = (text for pattern in patterns for text in _made(pattern))
    for text in (*usual, *made):
        if any(_finds(pattern, text) for pattern in patterns):
            return text
    return None


def _made(pattern: str) -> Iterator[str]:
    """What the pattern asks for, once with a version behind it."""
    try:
        text = _text(parse_pattern(pattern))
    except (PatternError, UnknownPatternError):
        return
    if text and text[-1:] not in "0123456789":
        yield text + _VERSION
    yield text


def _finds(pattern: str, text: str) -> bool:
    try:
        return found_in(pattern, "", text)
    except (PatternError, UnknownPatternError):
        return False


def _text(part: Part) -> str:
    """The shortest text of a part, cut where it is too long for a name."""
    match part:
        case Chars(ranges):
            return next((char for char in _LIKED if _has(part, char)), chr(ranges[0][0]))
        case Assert():
            return ""
        case Chain(parts):
            text = ""
            for one in parts:
                text += _text(one) if len(text) < _LONGEST else ""
            return text[:_LONGEST]
        case Choice(parts):
            return _text(parts[0])
        case Repeat(inner, low, _):
            return (_text(inner) * low)[:_LONGEST] if low else ""


def _has(chars: Chars, char: str) -> bool:
    return any(low <= ord(char) <= high for low, high in chars.ranges)
