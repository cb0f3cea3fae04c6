from __future__ import annotations

import pytest

from runbook.repository.scripts_tests import answer, matches
from runbook.repository.scripts_words import UNKNOWN, reference


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("", None),
        ("true", True),
        (":", True),
        ("false", False),
        ("[ a = a ]", True),
        ("[ a = b ]", False),
        ("[ a != b ]", True),
        ("[ -z ]", True),
        ("[ ! a = b ]", True),
        ("[ a ]", True),
        ("[ a = a -a b = c ]", False),
        ("[ a = a -o ? = c ]", True),
        ("[ ? = a -a b = b ]", None),
        ("[ ? = a ]", None),
        ("[ ! ? = a ]", None),
        ("[ -f a ]", None),
        ("[ a -lt b ]", None),
        ("[ a = a", None),
        ("[[ vx == v* ]]", True),
        ("test a = a", True),
        ("npm publish", None),
        ("[ a b c d ]", None),
    ],
)
def test_answers(words: str, value: bool | None) -> None:
    argv = [UNKNOWN if word == "?" else word for word in words.split()]
    assert answer(argv) is value


def test_text_around_a_mark_is_not_empty() -> None:
    assert answer(["[", "-n", f"x{UNKNOWN}", "]"]) is True
    assert answer(["[", "-n", reference("secrets.A"), "]"]) is None
    assert answer(["[", "-z", UNKNOWN, "]"]) is None


@pytest.mark.parametrize(
    ("text", "pattern", "value"),
    [
        ("a", "*", True),
        (UNKNOWN, "*", True),
        (UNKNOWN, "a", None),
        ("a", UNKNOWN, None),
        ("abc", "a?c", True),
        ("abc", "*****", None),
        ("abc", "x" * 300, None),
    ],
)
def test_patterns(text: str, pattern: str, value: bool | None) -> None:
    assert matches(text, pattern) is value
