from __future__ import annotations

import pytest

from runbook.diagnosis.words import required_words
from runbook.model.signature import Signature


def signature(text: str, pattern: str | None = None) -> Signature:
    return Signature("x", "x", "upload", text, (), ("x",), pattern)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("valid token, but no corresponding publisher", {"corresponding"}),
        ("Version {version} of {package} already exists", {"Version", "already"}),
        ("{a} {b}", {""}),
    ],
)
def test_words_of_a_text(text: str, expected: set[str]) -> None:
    (word,) = required_words(signature(text))
    assert word in expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("plain words", ("plain",)),
        ("one|three", ("one", "three")),
        (r"a\|pipe", ("a|pipe",)),
        (r"colou?rs are (un)?loved", ("loved",)),
        (r"50[234]: ", ("502:", "503:", "504:")),
        (r"(first|second) it", ("first", "second")),
        (r"(?P<name>[a-z]{1,9}) publishing", ("publishing",)),
        (r"[^']{0,200} is invalid", ("invalid",)),
        (r"\bword\s+another\b", ("another",)),
        (r"x{0,9}yes+no", ("yes",)),
        (r"(a|b)?needed", ("needed",)),
        (r"[\]a]bracketed", ("bracketed",)),
        (r"API Token: (?!OIDC)", ("Token:",)),
        (r"\d+", ()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_words_of_a_pattern(pattern: str, expected: tuple[str, ...]) -> None:
    assert required_words(signature("", pattern)) == expected
