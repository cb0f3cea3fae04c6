from __future__ import annotations

import pytest

from runbook.forges.github.semantics.pattern_problems import PatternKind, pattern_problems

REF, PATH = PatternKind.REF, PatternKind.PATH


@pytest.mark.parametrize(
    ("pattern", "kind", "count"),
    [
        ("+?[][a-]*+\n[b", REF, 7),
        ("+?[][a-]*+\n[b", PATH, 7),
        ("/^v\\d+\\.\\d+\\.(x|\\d+)$/", REF, 8),
        (" \t~^:", REF, 5),
        ("\\[\\?\\*", REF, 3),
        ("\\[\\?\\*\\+\\\\", PATH, 0),
        ("\\++\\\\?", REF, 0),
        ("a++", REF, 1),
        ("a??", REF, 1),
        ("a?b?", REF, 0),
        ("*b?", REF, 0),
        ("/foo", PATH, 0),
        ("/+", REF, 1),
        ("foo:bar", PATH, 0),
        ("a\\d", PATH, 0),
        ("a\\", REF, 1),
        ("a\\", PATH, 0),
        ("!a.", REF, 1),
        ("[x]", REF, 1),
        ("[a-c]?", REF, 0),
        ("[a-c]+", REF, 0),
        ("[]?", REF, 1),
        ("[b-a]", REF, 1),
        ("[a-", REF, 1),
        ("[a-]b?", REF, 1),
        ("[ab-dx]", REF, 0),
        ("[a]+", REF, 1),
        ("..", PATH, 1),
        (".", PATH, 1),
        ("!./a", PATH, 1),
        ("../a", PATH, 1),
        (" ./a", PATH, 2),
        (".a", PATH, 0),
        ("a ", PATH, 1),
        ("a.", PATH, 0),
        ("a/", PATH, 0),
        ("~+", REF, 1),
    ],
)
def test_number_of_problems(pattern: str, kind: PatternKind, count: int) -> None:
    found = pattern_problems(pattern, kind)
    assert len(found) == count, [problem.message for problem in found]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("!", "unexpected character '!': at least one character must follow !"),
        ("\r", r"unexpected character '\r': newline cannot be contained"),
        ("\r\n", r"unexpected character '\n': newline cannot be contained"),
        ("[b-a]", "start of range 'b' (98) is larger than end of range 'a' (97)"),
        ("[x]", "character match with single character is useless"),
        ("/foo", "character '/' is invalid for Git ref name: ref name must not start with /"),
        ("a\tb", r"character '\t' is invalid for Git ref name"),
        ("\\d", "character '\\' is invalid for Git ref name: only special characters"),
        ("\\[", "character '[' is invalid for Git ref name"),
        ("a/", "character '/' is invalid for Git ref name: ref name must not end with / and ."),
        ("[a", "unexpected end: missing ]"),
        ("a++", "unexpected character '+': + (one or more of it): the preceding character"),
        ("*?", "unexpected character '?': ? (zero or one of it): the preceding character"),
    ],
)
def test_messages(pattern: str, message: str) -> None:
    (problem,) = pattern_problems(pattern, REF)
    assert message in problem.message


@pytest.mark.parametrize(
    ("pattern", "breaks"),
    [
        *((pattern, True) for pattern in ("", "+", "[]", "[a", "[a-]", "!", "[b-a]", "\n")),
        *((pattern, False) for pattern in ("a b", "[x]", "a/", "/a", "\\d")),
    ],
)
def test_what_the_forge_refuses(pattern: str, breaks: bool) -> None:
    assert [problem.breaks for problem in pattern_problems(pattern, REF)] == [breaks]
    assert not any(problem.breaks for problem in pattern_problems("./a", PATH))
