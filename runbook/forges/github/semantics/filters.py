"""The pattern language of `on:` filters: branches, tags, paths and their -ignore forms.

Source: github/docs workflow-syntax.md@0abac3e#filter-pattern-cheat-sheet. Patterns see the short
name of a ref, are anchored at both ends, and the last one that matches decides.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.automaton import ANY, Automaton, CharSet, all_but, only

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NOT_SLASH = all_but("/")
_SLASH = only("/")
_NOTHING = only()
_SPECIAL = re.compile(r"[\[?+*\\]|^!")


def exactly(name: str) -> str:
    """The pattern that fits `name` and nothing else."""
    return _SPECIAL.sub(r"\\\g<0>", name)


def matches(pattern: str, name: str) -> bool:
    """Whether `name` fits `pattern`, a leading ``!`` apart."""
    return _compiled(pattern).matches(name)


def decided_by(patterns: Sequence[str], name: str) -> int | None:
    """The index of the last pattern that fits `name`; None when none does."""
    for index in range(len(patterns) - 1, -1, -1):
        if matches(patterns[index], name):
            return index
    return None


def selects(patterns: Sequence[str], name: str) -> bool:
    """Whether the filter lets `name` through: the last pattern that fits must be positive.

    A list of negative patterns only lets nothing through.
    """
    index = decided_by(patterns, name)
    return index is not None and not patterns[index].startswith("!")


def selects_any(patterns: Sequence[str], names: Iterable[str]) -> bool:
    """Whether the filter lets one of `names` through: a push with one such path runs."""
    return any(selects(patterns, name) for name in names)


def ignores_all(patterns: Sequence[str], names: Iterable[str]) -> bool:
    """Whether an -ignore filter holds back a push of `names`: all of them must be ignored."""
    return all(selects(patterns, name) for name in names)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> Automaton:
    """The automaton of a pattern, a leading ``!`` apart."""
    automaton = Automaton()
    at = 1 if pattern.startswith("!") else 0
    while at < len(pattern):
        at = _star(automaton, pattern, at) if pattern[at] == "*" else _char(automaton, pattern, at)
    return automaton


def _star(automaton: Automaton, pattern: str, at: int) -> int:
    """Append ``*``, ``**`` or ``**/``; a quantifier behind one adds nothing."""
    if pattern.startswith("**/", at):
        _directories(automaton)
        return at + 3
    double = pattern.startswith("**", at)
    automaton.many(ANY if double else _NOT_SLASH)
    at += 2 if double else 1
    while pattern[at : at + 1] in ("?", "+"):
        at += 1
    return at


def _directories(automaton: Automaton) -> None:
    """Append: nothing, or anything that ends with a slash and has something before it."""
    source = automaton.last
    inside, end = automaton.state(), automaton.state()
    automaton.arc(source, ANY, inside)
    automaton.arc(inside, ANY, inside)
    automaton.arc(inside, _SLASH, end)
    automaton.jump(source, end)


def _char(automaton: Automaton, pattern: str, at: int) -> int:
    chars, at = _chars(pattern, at)
    quantifier = pattern[at : at + 1]
    if quantifier == "?":
        automaton.optional(chars)
    elif quantifier == "+":
        automaton.some(chars)
    else:
        automaton.one(chars)
        return at
    return at + 1


def _chars(pattern: str, at: int) -> tuple[CharSet, int]:
    char = pattern[at]
    if char == "[":
        return _class(pattern, at + 1)
    if char == "\\" and at + 1 < len(pattern):
        return only(pattern[at + 1]), at + 2
    return only(char), at + 1


def _class(pattern: str, at: int) -> tuple[CharSet, int]:
    """The characters between brackets; a class that is never closed fits nothing."""
    end = pattern.find("]", at)
    if end < 0:
        return _NOTHING, len(pattern)
    ranges = []
    while at < end:
        last = at + 2 if pattern[at + 1] == "-" and at + 2 < end else at
        ranges.append((pattern[at], pattern[last]))
        at = last + 1
    return CharSet(tuple(ranges)), end + 1
