from __future__ import annotations

import pytest
from hostile import hostile_text
from hypothesis import given

from runbook.text import has_secret, how_many, mask_secrets, one_of, plain, shorten, visible, width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ascii", "plain ascii"),
        ("Größe 発行 מותר", "Größe 発行 מותר"),
        ("\x1b[2J", r"\x1b[2J"),
        ("a\nb\rc\td", r"a\nb\rc\td"),
        ("\x00\x7f\x85", r"\x00\x7f\x85"),
        ("\u202eabc\u2066", r"\u202eabc\u2066"),
        ("\u200b\ufeff", r"\u200b\ufeff"),
        ("\u2028", r"\u2028"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(hostile_text())
def test_visible_text_holds_nothing_a_terminal_acts_on(text: str) -> None:
    assert visible(text).isprintable() or "\xa0" in text or "\u3000" in text or not text.isascii()
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in visible(text))
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    ("character", "cells"), [("a", 1), ("ä", 1), ("発", 2), ("\u0301", 0), ("\U0001f600", 2)]
)
def test_cells_of_a_character(character: str, cells: int) -> None:
    assert width(character) == cells


SECRETS = [
    "pypi-AgEIcHlwaS5vcmcCJDAwMDAw",
    "ghp_" + "a" * 36,
    "github_pat_" + "A1_" * 20,
    "npm_" + "b" * 36,
    "glpat-" + "c" * 20,
    "rubygems_" + "d" * 48,
    "cio" + "E" * 32,
]


@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret[:8])
def test_tokens_are_masked_and_keep_their_length(secret: str) -> None:
    masked = mask_secrets(f"token: {secret}!")
    assert has_secret(secret)
    assert not has_secret(masked)
    assert len(masked) == len(f"token: {secret}!")
    assert secret[-12:] not in masked


@pytest.mark.parametrize(
    "text", ["pypi-publish", "npm_config", "PYPI_API_TOKEN", "ghp_short", "cio", "scioniteration"]
)
def test_names_are_no_tokens(text: str) -> None:
    assert not has_secret(text)
    assert mask_secrets(text) == text


def test_long_text_is_cut_aloud() -> None:
    assert shorten("abcdef", 4) == "abc…"
    assert shorten("abcd", 4) == "abcd"
    assert plain("\x1b" + "x" * 500, 10) == r"\x1bxxxxxxxx…"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ((), "nothing"),
        (("a",), "a"),
        (("a", "b"), "a or b"),
        (("a", "b", "c"), "a, b or c"),
        (("a", "b", "c", "d"), "a, b, c or 1 more"),
    ],
)
def test_words_in_a_sentence(words: tuple[str, ...], text: str) -> None:
    assert one_of(words, 3) == text


def test_one_or_many() -> None:
    assert [how_many(number, "file") for number in (0, 1, 2)] == ["0 files", "1 file", "2 files"]
