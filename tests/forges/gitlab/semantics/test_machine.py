"""Patterns match as they do elsewhere, in linear time, and what RE2 refuses is refused."""

from __future__ import annotations

import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.forges.gitlab.semantics.machine import found_in
from runbook.forges.gitlab.semantics.patterns import PatternError, UnknownPatternError

PIECES = ["a", "b", ".", "*", "+", "?", "(", ")", "|", "^", "$", "[ab]", "[^a]", r"\d", "1", "{2}"]
PIECES += ["{1,2}", r"\b", r"\B", r"\W", r"\.", "(?:", "(?i)", "[a-c1]", "{2,}", "é", "-", "A"]


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.text("ab1A.é -", max_size=8))
def test_finds_what_python_finds(pieces: list[str], text: str) -> None:
    pattern = "".join(pieces)
    try:
        # RE2's `$` is the very end, its flags may stand anywhere, its classes are ASCII.
        other = re.compile(pattern.replace("$", r"\Z"), re.ASCII)
        found = found_in(pattern, "", text)
    except (re.error, PatternError, UnknownPatternError):
        return
    assert found == bool(other.search(text))


@pytest.mark.parametrize(
    ("pattern", "flags", "text", "found"),
    [
        ("^b", "", "a\nb", False),
        ("^b", "m", "a\nb", True),
        ("a$", "", "a\nb", False),
        ("a$", "m", "a\nb", True),
        ("a.b", "", "a\nb", False),
        ("a.b", "s", "a\nb", True),
        ("a.b", "U", "axb", True),
        ("[^a]", "i", "A", False),
        ("[^a]", "i", "B", True),
        ("(?i:a)b", "", "Ab", True),
        ("(?i:a)b", "", "AB", False),
        ("a(?i)b", "", "aB", True),
        ("(?i-i)a", "", "A", False),
        ("(?P<n>a)(?<m>b)", "", "ab", True),
        (r"\Aa\z", "", "a", True),
        (r"\Qa.b\E+", "", "a.bb", True),
        (r"\Qa.b", "", "axb", False),
        (r"\x41\x{42}", "", "AB", True),
        (r"[\]\-x]", "", "-", True),
        ("[]a]", "", "]", True),
        ("[a-]", "", "-", True),
        (r"[\d.]+$", "", "1.2", True),
        (r"[^\W]", "", "a", True),
        ("[[:alpha:]][[:^digit:]]", "", "ab", True),
        ("[[:punct:]]", "", "!", True),
        (r"\t\n\.", "", "\t\n.", True),
        ("a{,2}", "", "a{,2}", True),
        ("a{0}b", "", "b", True),
        ("a{2,3}?$", "", "aaaa", True),
        ("(|a)b", "", "b", True),
        ("ß", "i", "ẞ", True),
    ],
)
def test_pattern(pattern: str, flags: str, text: str, *, found: bool) -> None:
    assert found_in(pattern, flags, text) is found


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "(?=a)",
            "(?!a)",
            "(?<=a)",
            r"(a)\1",
            "a**",
            "*a",
            "+",
            "(a",
            "a)",
            "[a",
            "[b-a]",
            "a{3,2}",
        ),
        *(
            "a{1001}",
            r"\y",
            r"\Z",
            "[[:no:]]",
            r"\x{110000}",
            "\\",
            r"[a-\d]",
            "(?z)",
            r"a+*",
            "{2}",
        ),
    ],
)
def test_what_re2_refuses(pattern: str) -> None:
    with pytest.raises(PatternError):
        found_in(pattern, "", "")


@pytest.mark.parametrize(
    "pattern",
    [r"\pL", r"\C", "a" * 2001, "(" * 60 + ")" * 60, "((a{1000}){1000}){1000}", "(a{9}){900}"],
)
def test_what_is_not_known(pattern: str) -> None:
    with pytest.raises(UnknownPatternError):
        found_in(pattern, "", "")


def test_a_long_text_is_not_known() -> None:
    with pytest.raises(UnknownPatternError):
        found_in("(a|b)*c{100}", "", "a" * 10_000)


@pytest.mark.parametrize("pattern", ["(a*)*$", "(a|a)*b", "(a+)+b", "a*a*a*a*a*b", "(.*.*)*x"])
def test_time_grows_with_the_text_alone(pattern: str) -> None:
    start = perf_counter()
    found_in(pattern, "", "a" * 500)
    assert perf_counter() - start < 2
