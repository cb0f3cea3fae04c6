"""The answer of a shell test, when it can be known."""

from __future__ import annotations

from fnmatch import translate
from re import compile as compile_pattern
from typing import TYPE_CHECKING

from runbook.repository.scripts_words import is_known, references

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPENERS = {"[": "]", "[[": "]]"}
_MAX_PATTERN = 200


def answer(argv: Sequence[str]) -> bool | None:
    """True or false for ``[ … ]``, ``[[ … ]]``, ``test``, ``true``, ``false``; else None."""
    if not argv:
        return None
    constant = {"true": True, ":": True, "false": False}.get(argv[0])
    if constant is not None:
        return constant
    closing = _OPENERS.get(argv[0])
    if closing and argv[-1] == closing:
        return _disjunction(argv[1:-1])
    return _disjunction(argv[1:]) if argv[0] == "test" else None


def matches(text: str, pattern: str) -> bool | None:
    """Whether the shell pattern matches the whole text; None when either is not known."""
    if pattern == "*":
        return True
    if not is_known(text) or not is_known(pattern) or len(pattern) > _MAX_PATTERN:
        return None
    if pattern.count("*") > 4:  # noqa: PLR2004 - more stars would backtrack
        return None
    return compile_pattern(translate(pattern)).match(text) is not None


def _disjunction(words: Sequence[str]) -> bool | None:
    for joint, decisive in (("||", True), ("-o", True), ("&&", False), ("-a", False)):
        if joint in words:
            at = list(words).index(joint)
            left, right = _disjunction(words[:at]), _disjunction(words[at + 1 :])
            if decisive in (left, right):
                return decisive
            return None if None in (left, right) else not decisive
    return _single(words)


def _single(words: Sequence[str]) -> bool | None:
    if words and words[0] == "!":
        inner = _single(words[1:])
        return None if inner is None else not inner
    if len(words) == 1:
        return _filled(words[0])
    if len(words) == 2:  # noqa: PLR2004 - an operator and its word
        filled = _filled(words[1])
        known = {"-n": filled, "-z": None if filled is None else not filled}
        return known.get(words[0])
    return _comparison(words) if len(words) == 3 else None  # noqa: PLR2004 - word, operator, word


def _filled(word: str) -> bool | None:
    if is_known(word):
        return bool(word)
    rest = "".join(char for char in word if char.isprintable())
    inner = "".join(references(word))
    return True if len(rest) > len(inner) else None


def _comparison(words: Sequence[str]) -> bool | None:
    left, operator, right = words
    if operator in {"=", "=="}:
        return matches(left, right)
    if operator == "!=":
        equal = matches(left, right)
        return None if equal is None else not equal
    return None
