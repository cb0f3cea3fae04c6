"""Texts made from regular expressions."""

from __future__ import annotations

import pytest

from runbook.forges.gitlab.semantics.machine import found_in
from runbook.forges.gitlab.semantics.samples import sample

USUAL = ("v1.2.3", "1.2.3")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"^v\d+\.\d+\.\d+$", "v1.2.3"),
        (r"^\d", "1.2.3"),
        ("^v", "v1.2.3"),
        ("^demo-v", "demo-v1.2.3"),
        (r"^demo-\d+\.\d+$", "demo-1.1"),
        ("^(?:rust|node)-v", "rust-v1.2.3"),
        ("(?i)^V", "v1.2.3"),
        ("^release$", "release"),
        ("^[^v]{3}b*/x?$", "111/"),
        ("a^", None),
        ("(", None),
    ],
)
def test_a_text_is_found(pattern: str, expected: str | None) -> None:
    text = sample([pattern], USUAL)
    assert text == expected
    assert text is None or found_in(pattern, "", text)


def test_any_of_the_patterns_is_enough() -> None:
    assert sample(["(", "^demo$"], USUAL) == "demo"


@pytest.mark.parametrize("pattern", ["(a{1000}){1000}", "((((a{9}){9}){9}){9}){9}", "a" * 3_000])
def test_a_pattern_that_is_too_large_makes_nothing(pattern: str) -> None:
    assert sample([f"^{pattern}$"], USUAL) is None
