"""Whether a regular expression can take more than linear time, judged by its structure."""

from __future__ import annotations

from re import _constants as op
from re import _parser as parser
from typing import Any

WIDE = 400  # the longest stretch an undelimited repeat may cover


def faults(pattern: str) -> list[str]:
    """What makes `pattern` slow on hostile input; empty when nothing does.

    Fine is a repeat whose next literal cannot be inside it, one at the very end, and white space.
    At most one bounded repeat may be left to guess where it ends, and none inside another.
    """
    found: list[str] = []
    guessing = _walk(list(parser.parse(pattern)), found, inside=False)
    if guessing > 1:
        found.append(f"{guessing} repeats guess where they end")
    return found


def _walk(items: list[Any], found: list[str], *, inside: bool) -> int:
    guessing = 0
    for at, (kind, value) in enumerate(items):
        if kind in {op.MAX_REPEAT, op.MIN_REPEAT}:
            low, high, body = value
            guessing += _repeat(items, at, (low, high, list(body)), found, inside=inside)
        elif kind is op.SUBPATTERN:
            guessing += _walk(list(value[3]), found, inside=inside)
        elif kind is op.BRANCH:
            guessing += max(_walk(list(branch), found, inside=inside) for branch in value[1])
    return guessing


def _repeat(
    items: list[Any], at: int, repeat: tuple[int, Any, list[Any]], found: list[str], *, inside: bool
) -> int:
    _, high, body = repeat
    if high == 1:
        return _walk(body, found, inside=inside)
    if inside:
        found.append("a repeat stands inside a repeat")
    inner = _walk(body, found, inside=True)
    if _is_space(body) or at == len(items) - 1 or _delimited(body, items[at + 1]):
        return inner
    if high is op.MAXREPEAT or high > WIDE:
        found.append("a repeat without end guesses where it ends")
    return inner + 1


def _is_space(body: list[Any]) -> bool:
    return body == [(op.IN, [(op.CATEGORY, op.CATEGORY_SPACE)])]


def _delimited(body: list[Any], following: tuple[Any, Any]) -> bool:
    kind, value = following
    if kind is not op.LITERAL or len(body) != 1:
        return False
    return not _holds(body[0], value)


def _holds(item: tuple[Any, Any], char: int) -> bool:
    kind, value = item
    if kind is op.LITERAL:
        return bool(value == char)
    if kind is op.NOT_LITERAL:
        return bool(value != char)
    if kind is op.ANY:
        return char != ord("\n")
    if kind is not op.IN:
        return True
    negated = value[0][0] is op.NEGATE
    members = value[1:] if negated else value
    return negated != any(_member(member, char) for member in members)


def _member(member: tuple[Any, Any], char: int) -> bool:
    kind, value = member
    if kind is op.LITERAL:
        return bool(value == char)
    if kind is op.RANGE:
        return bool(value[0] <= char <= value[1])
    text = chr(char)
    tests = {
        op.CATEGORY_SPACE: text.isspace(),
        op.CATEGORY_NOT_SPACE: not text.isspace(),
        op.CATEGORY_DIGIT: text.isdecimal(),
        op.CATEGORY_WORD: text.isalnum() or text == "_",
    }
    return tests.get(value, True)
