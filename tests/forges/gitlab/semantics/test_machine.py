"""Patterns match as they do elsewhere, in linear time, and what RE2 refuses is refused."""

from __future__ import annotations

import re
import string
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.forges.gitlab.semantics.escapes import PatternError, UnknownPatternError
from runbook.forges.gitlab.semantics.machine import found_in

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
        (r"[^\x{0}-\x{10fffe}]", "", "\U0010ffff", True),
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
    ("pattern", "text", "found"),
    [
        (r"\ba", "-a", True),
        (r"\ba", "ba", False),
        (r"\b1", "1", True),
        (r"a\b", "ab", False),
        (r"a\b", "a_", False),
        (r"a\b", "a-", True),
        (r"a\b", "aé", True),
        (r"\Ba", "ba", True),
        (r"\Ba", "a", False),
        (r"a\B", "a", False),
        (r"^\b$", "", False),
        (r"^\B$", "", True),
        ("(?m)^a", "a", True),
        ("(?m)^a", "ba", False),
        ("(?m)a$", "a", True),
        ("(?m)a$", "ab", False),
        ("(?m)a$", "a\n", True),
        ("a$", "a\n", False),
        (r"(?m)\Ab", "a\nb", False),
        (r"(?m)a\z", "a\nb", False),
    ],
)
def test_places_between_characters(pattern: str, text: str, *, found: bool) -> None:
    assert found_in(pattern, "", text) is found


@pytest.mark.parametrize(
    ("operator", "times"),
    [
        ("*", {0, 1, 2, 3, 4, 5, 6}),
        ("+", {1, 2, 3, 4, 5, 6}),
        ("?", {0, 1}),
        ("{0}", {0}),
        ("{1}", {1}),
        ("{2}", {2}),
        ("{2,}", {2, 3, 4, 5, 6}),
        ("{0,}", {0, 1, 2, 3, 4, 5, 6}),
        ("{0,2}", {0, 1, 2}),
        ("{2,4}", {2, 3, 4}),
        ("{2,4}?", {2, 3, 4}),
    ],
)
def test_repetition(operator: str, times: set[int]) -> None:
    """Of a character, of a group, and of the last character of a quoted text."""
    for part, before, text in (("a", "", "a"), ("(?:ab|ba)", "", "ba"), (r"\Q+b\E", "+", "b")):
        pattern = f"^{part}{operator}$"
        found = {count for count in range(7) if found_in(pattern, "", before + text * count)}
        assert found == times


CLASSES = {
    "[[:alnum:]]": string.ascii_letters + string.digits,
    "[[:alpha:]]": string.ascii_letters,
    "[[:ascii:]]": "".join(map(chr, range(128))),
    "[[:blank:]]": " \t",
    "[[:cntrl:]]": "".join(map(chr, (*range(32), 127))),
    "[[:digit:]]": string.digits,
    "[[:graph:]]": string.ascii_letters + string.digits + string.punctuation,
    "[[:lower:]]": string.ascii_lowercase,
    "[[:print:]]": string.ascii_letters + string.digits + string.punctuation + " ",
    "[[:punct:]]": string.punctuation,
    "[[:space:]]": string.whitespace,
    "[[:upper:]]": string.ascii_uppercase,
    "[[:word:]]": string.ascii_letters + string.digits + "_",
    "[[:xdigit:]]": string.hexdigits,
    r"\d": string.digits,
    r"\w": string.ascii_letters + string.digits + "_",
    r"\s": " \t\n\f\r",
    r"[\d.]": string.digits + ".",
    r"[\d-a]": string.digits + "-a",
    "[b-dx]": "bcdx",
    "[b-d-]": "bcd-",
    "(?i)[b-d]": "bcdBCD",
    "(?i)[AZ]": "AZaz",
    "(?i)[az]": "AZaz",
    "(?i)[B-D]": "bcdBCD",
    "(?i)[Y-b]": "YZ[\\]^_`ab" + "yzAB",
    r"[\a\f\t\n\r\v]": "\a\f\t\n\r\v",
    r"[\x00\x7f\x{7A}]": "\0\x7fz",
    r"[\0\12\101]": "\0\nA",
    r"\.|\-|\]|\/": ".-]/",
    "a": "a",
    ".": "".join(chr(code) for code in range(130) if code != 10),
}


@pytest.mark.parametrize(("pattern", "members"), CLASSES.items(), ids=CLASSES)
def test_class(pattern: str, members: str) -> None:
    """Each of the first 130 characters is in the class, or in its opposite."""
    every = [chr(code) for code in range(130)]
    found = {sign for sign in every if found_in(pattern, "", sign)}
    assert found == set(members)
    if pattern.startswith("[["):
        negated = pattern.replace("[:", "[:^")
    elif pattern in {r"\d", r"\w", r"\s"}:
        negated = pattern.upper()
    elif "[" in pattern:
        negated = pattern.replace("[", "[^")
    else:
        return
    assert {sign for sign in every if found_in(negated, "", sign)} == set(every) - set(members)


REFUSED = {
    "(?=a)": "invalid or unsupported group",
    "(?!a)": "invalid or unsupported group",
    "(?<=a)": "invalid or unsupported group",
    "(?z)": "invalid or unsupported group",
    "(?P<n>a)(?<n>b)": "duplicate capture group name",
    "(a": "missing )",
    "a)": "unexpected )",
    "a**": "bad repetition operator",
    "a+*": "bad repetition operator",
    "a{2}{2}": "bad repetition operator",
    r"\Qa\E+*": "bad repetition operator",
    "*a": "missing argument to repetition operator",
    "+": "missing argument to repetition operator",
    "a|?": "missing argument to repetition operator",
    "{2}": "missing argument to repetition operator",
    "a{3,2}": "invalid repetition size",
    "a{1001}": "invalid repetition size",
    "a{0,1001}": "invalid repetition size",
    "a{1001,}": "invalid repetition size",
    "[a": "missing ]",
    "[]": "missing ]",
    "[b-a]": "invalid character class range",
    r"[a-\d]": "invalid character class range",
    r"[!-\d]": "invalid character class range",
    "[[:no:]]": "invalid character class range",
    r"(a)\1": r"invalid escape sequence: \1",
    r"\8": r"invalid escape sequence: \8",
    r"\y": r"invalid escape sequence: \y",
    r"\_": r"invalid escape sequence: \_",
    r"\Z": r"invalid escape sequence: \Z",
    r"\x{110000}": r"invalid escape sequence: \x",
    r"\xg0": r"invalid escape sequence: \x",
    "\\": "invalid escape sequence: \\",
}


@pytest.mark.parametrize(("pattern", "message"), REFUSED.items(), ids=REFUSED)
def test_what_re2_refuses(pattern: str, message: str) -> None:
    with pytest.raises(PatternError, match=re.escape(message) + "$"):
        found_in(pattern, "", "")


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (r"\pL", r"what \p matches is not known here"),
        (r"\PL", r"what \P matches is not known here"),
        (r"\C", r"what \C matches is not known here"),
        ("a" * 2001, "the pattern is longer than 2000 characters"),
        ("(" * 51 + ")" * 51, "the pattern is nested deeper than 50"),
        ("a" * 1500, "the pattern is too large"),
        ("(a{9}){900}", "the pattern is too large"),
        ("((a{1000}){1000}){1000}", "the pattern is too large"),
    ],
    ids=["class", "other-class", "byte", "long", "deep", "wide", "repeated", "repeated-often"],
)
def test_what_is_not_known(pattern: str, message: str) -> None:
    with pytest.raises(UnknownPatternError, match=re.escape(message) + "$"):
        found_in(pattern, "", "")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("a" * 1499, ""),
        ("[" + "a" * 1998 + "]", ""),
        ("(" * 50 + ")" * 50, ""),
        ("a{1000}", ""),
        ("ab", "b" * 3999),
    ],
    ids=["wide", "long", "deep", "repeated", "searched"],
)
def test_the_largest_that_is_known(pattern: str, text: str) -> None:
    assert found_in(pattern, "", text) is pattern.startswith("((")


def test_a_long_text_is_not_known() -> None:
    assert not found_in("b", "", "a" * 6665)
    with pytest.raises(UnknownPatternError, match=r"the text is too long for the pattern$"):
        found_in("b", "", "a" * 6666)


@pytest.mark.parametrize("pattern", ["(a*)*$", "(a|a)*b", "(a+)+b", "a*a*a*a*a*b", "(.*.*)*x"])
def test_time_grows_with_the_text_alone(pattern: str) -> None:
    start = perf_counter()
    found_in(pattern, "", "a" * 500)
    assert perf_counter() - start < 2
