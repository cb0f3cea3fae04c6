from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.forges.github.semantics.automaton import MAX_TRANSITIONS, Automaton, all_but, only
from runbook.forges.github.semantics.filters import (
    decided_by,
    ignores_all,
    matches,
    selects,
    selects_any,
)

PIECES = ("a", "b", "/", ".", "*", "**", "**/", "[ab]", "[a-c]", "a?", "[0-9]+", "b+", "\\*", "1")
PATTERNS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
NAMES = st.text("ab/.*1c", max_size=8)


def naive(pattern: str, name: str) -> bool:
    """The documented rules as a backtracking regular expression: short inputs only."""
    parts = []
    at = 0
    while at < len(pattern):
        rest = pattern[at:]
        if rest.startswith("**/"):
            parts.append("(?:.+/)?")
            at += 3
        elif rest.startswith("**"):
            parts.append(".*")
            at += 2
        elif rest[0] == "*":
            parts.append("[^/]*")
            at += 1
        elif rest[0] == "[":
            end = rest.index("]")
            parts.append(rest[: end + 1])
            at += end + 1
        elif rest[0] in "?+":
            if not parts[-1].endswith("*"):
                parts[-1] = f"(?:{parts[-1]}){rest[0]}"
            at += 1
        else:
            escaped = rest[0] == "\\"
            parts.append(re.escape(rest[escaped]))
            at += 1 + escaped
    return re.fullmatch("".join(parts), name, re.DOTALL) is not None


@given(PATTERNS, NAMES)
def test_agrees_with_the_documented_rules(pattern: str, name: str) -> None:
    assert matches(pattern, name) is naive(pattern, name)


@given(st.lists(PATTERNS, min_size=1, max_size=3), PATTERNS, NAMES)
def test_an_exclusion_at_the_end_never_starts_more(
    patterns: list[str], excluded: str, name: str
) -> None:
    assert selects([*patterns, f"!{excluded}"], name) <= selects(patterns, name)


@given(st.lists(PATTERNS, min_size=1, max_size=3), PATTERNS, NAMES)
def test_a_positive_at_the_end_never_starts_less(patterns: list[str], more: str, name: str) -> None:
    assert selects([*patterns, more], name) >= selects(patterns, name)


@given(st.lists(st.tuples(st.booleans(), PATTERNS), max_size=4), NAMES)
def test_the_last_match_decides(parts: list[tuple[bool, str]], name: str) -> None:
    patterns = [f"!{pattern}" if negative else pattern for negative, pattern in parts]
    fitting = [negative for negative, pattern in parts if naive(pattern, name)]
    assert selects(patterns, name) is bool(fitting and not fitting[-1])


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("v[", "v[", False),
        ("[a-]", "-", True),
        ("[-a]", "-", True),
        ("[a-]", "b", False),
        ("[-a]", "b", False),
        ("[a-c]x", "bx", True),
        ("[a-c]", "d", False),
        ("[ac]", "b", False),
        ("[a-ce]", "e", True),
        ("[a-ce]", "d", False),
        ("a\\", "a\\", True),
        ("a\\?", "a?", True),
        ("a\\?", "", False),
        ("?", "?", True),
        ("+", "+", True),
        ("*?", "abc", True),
        ("**+?x", "a/bx", True),
        ("*+x", "*+x", True),
        ("**/x", "/x", False),
        ("**/x", "a/x", True),
        ("a+b*c", "aabbc", True),
        ("a+b*", "aba", True),
        ("a+[b]+c", "abbc", True),
        ("a+[b]+c", "abac", False),
        ("V1", "v1", False),
        ("", "", True),
        ("", "a", False),
        ("*", "a/b", False),
        ("**", "a/b", True),
        ("**x", "ab", False),
        ("*x", "ab", False),
        ("*?x", "abx", True),
        ("*+x", "abx", True),
        ("**+x", "abx", True),
        ("*?+?x", "abx", True),
    ],
)
def test_single_patterns(pattern: str, name: str, fits: bool) -> None:
    assert matches(pattern, name) is fits


def test_decided_by_names_the_last_one_that_fits() -> None:
    patterns = ["v*", "!v*-dev", "v1*"]
    assert decided_by(patterns, "v2-dev") == 1
    assert decided_by(patterns, "v1-dev") == 2
    assert decided_by(patterns, "v2") == 0
    assert decided_by(patterns, "x") is None
    assert decided_by([], "x") is None


def test_paths_need_one_ignored_paths_all() -> None:
    assert selects_any(["src/**"], ["README.md", "src/a"])
    assert not selects_any(["src/**"], ["README.md"])
    assert ignores_all(["docs/**"], ["docs/a", "docs/b"])
    assert not ignores_all(["docs/**"], ["docs/a", "src/b"])


@pytest.mark.parametrize("pattern", ["*a" * 200, "**/" * 200 + "x", "a?" * 200, "[a-z]+" * 200])
def test_hostile_patterns_take_linear_time(pattern: str) -> None:
    start = time.process_time()
    for length in (100, 200, 400):
        matches(pattern, "a" * length)
    assert time.process_time() - start < 2


def test_a_stream_of_names_cannot_fill_memory() -> None:
    automaton = Automaton()
    automaton.many(all_but("/"))
    automaton.one(only("!"))
    for number in range(3 * MAX_TRANSITIONS):
        assert automaton.matches(f"{chr(0x4E00 + number)}!")
    remembered = sum(len(state) for state in automaton._states.values())
    assert remembered <= MAX_TRANSITIONS
    assert automaton._transitions <= MAX_TRANSITIONS
