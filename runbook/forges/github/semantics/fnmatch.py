"""The pattern language of environment policies and rulesets: Ruby's `File.fnmatch`, FNM_PATHNAME.

Source: ruby/ruby dir.c@v3_1_2 (`fnmatch`, `fnmatch_helper`, `bracket`); that GitHub uses it with
that flag: github/docs about-fnmatch.md@22c2c79. Not the language of `on:` filters, and not
Python's fnmatch: wildcards never match a slash, a leading period needs a literal one, there is no
exclusion and no ``{a,b}``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from runbook.forges.github.semantics.automaton import Automaton, CharSet, all_but, only

# A period at the start of a path segment is replaced by this character in the name, so that only
# a literal period at the start of a pattern's segment can match it. No ref name can hold a NUL.
_LEADING = "\0"
_LEADING_PERIOD = re.compile(r"(?:(?<=/)|\A)\.")
_INNER = all_but("/", _LEADING)
_SLASH = only("/")
_NOTHING = only()


def fnmatch(pattern: str, name: str) -> bool:
    """Whether the whole of `name` fits `pattern`."""
    if _LEADING in name:
        return False
    return _compiled(pattern).matches(_LEADING_PERIOD.sub(_LEADING, name))


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> Automaton:
    automaton = Automaton()
    at = 0
    first = True
    while at < len(pattern):
        if first and pattern.startswith("**/", at):
            _directories(automaton)
            at += 3
            continue
        chars, at, many = _token(pattern, at, first=first)
        first = chars is _SLASH
        (automaton.many if many else automaton.one)(chars)
    return automaton


def _directories(automaton: Automaton) -> None:
    """Append: any number of whole segments, none of them hidden."""
    source = automaton.last
    outside, inside = automaton.state(), automaton.state()
    automaton.jump(source, outside)
    automaton.arc(outside, _SLASH, outside)
    automaton.arc(outside, _INNER, inside)
    automaton.arc(inside, _INNER, inside)
    automaton.arc(inside, _SLASH, outside)
    automaton.jump(outside, automaton.state())


def _token(pattern: str, at: int, *, first: bool) -> tuple[CharSet, int, bool]:
    """The next characters to match, where to go on, and whether they may repeat."""
    char = pattern[at]
    if char == "*":
        while pattern[at : at + 1] == "*":
            at += 1
        return _INNER, at, True
    if char == "?":
        return _INNER, at + 1, False
    if char == "[":
        chars, at = _bracket(pattern, at + 1)
        return chars, at, False
    if char == "\\" and at + 1 < len(pattern):
        at += 1
        char = pattern[at]
    if char == "/":
        return _SLASH, at + 1, False
    literal = _LEADING if first and char == "." else char
    return only(literal), at + 1, False


def _bracket(pattern: str, at: int) -> tuple[CharSet, int]:
    """The characters between brackets, never a slash; a bracket left open matches nothing."""
    negated = pattern[at : at + 1] in ("!", "^")
    at += negated
    ranges = []
    while at < len(pattern) and pattern[at] != "]":
        low, at = _member(pattern, at)
        high = low
        if pattern[at : at + 1] == "-" and pattern[at + 1 : at + 2] not in ("]", ""):
            high, at = _member(pattern, at + 1)
            # Ruby compares with both ends before it compares with the range
            ranges += [(low, low), (high, high)]
        ranges.append((low, high))
    if at >= len(pattern):
        return _NOTHING, len(pattern)
    return _within_segment(ranges, negated=negated), at + 1


def _member(pattern: str, at: int) -> tuple[str, int]:
    if pattern[at] == "\\" and at + 1 < len(pattern):
        at += 1
    return pattern[at], at + 1


def _within_segment(ranges: list[tuple[str, str]], *, negated: bool) -> CharSet:
    if negated:
        return CharSet((*ranges, ("/", "/"), (_LEADING, _LEADING)), negated=True)
    return CharSet(tuple(part for item in ranges for part in _without_slash(*item)))


def _without_slash(low: str, high: str) -> list[tuple[str, str]]:
    low = max(low, "\1")
    if low <= "/" <= high:
        return [(low, "."), ("0", high)]
    return [(low, high)]
