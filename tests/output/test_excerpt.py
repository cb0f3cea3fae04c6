from __future__ import annotations

import pytest
from hostile import hostile_text
from hypothesis import given
from hypothesis import strategies as st

from runbook.output.excerpt import LONGEST, excerpt
from runbook.source import Position, Span
from runbook.text import width


def span(line: int, column: int, end_line: int, end_column: int) -> Span:
    return Span("x", Position(line, column), Position(end_line, end_column))


@pytest.mark.parametrize(
    ("place", "line", "expected"),
    [
        ((1, 8, 1, 12), "owner: acme", ["  1 | owner: acme", "    |        ^^^^"]),
        ((1, 8, 1, 8), "owner: acme", ["  1 | owner: acme", "    |        ^"]),
        ((1, 12, 1, 13), "owner: acme", ["  1 | owner: acme", "    |            ^"]),
        ((1, 99, 1, 120), "short", ["  1 | short", "    |      ^"]),
        ((1, 1, 3, 5), "a: |", ["  1 | a: |", "    | ^^^^"]),
        ((1, 2, 1, 3), "\ta", ["  1 |     a", "    |     ^"]),
        ((1, 4, 1, 5), "ab\tc", ["  1 | ab  c", "    |     ^"]),
        ((1, 3, 1, 4), "発行x", ["  1 | 発行x", "    |     ^"]),
        ((1, 1, 1, 3), "発行x", ["  1 | 発行x", "    | ^^^^"]),
        ((1, 3, 1, 4), "e\u0301x", ["  1 | e\u0301x", "    |  ^"]),
        ((1, 2, 1, 3), "\x1bx", [r"  1 | \x1bx", "    |     ^"]),
        ((1, 1, 1, 2), "a\r\n", ["  1 | a", "    | ^"]),
        ((1, 1, 1, 2), "", ["  1 |", "    | ^"]),
    ],
    ids=[
        "a word",
        "a point",
        "the end of the line",
        "beyond the line",
        "several lines",
        "after a tab",
        "behind text and a tab",
        "after wide letters",
        "under wide letters",
        "after a combining accent",
        "after an escape",
        "a line end of another system",
        "an empty line",
    ],
)
def test_carets_stand_under_the_place(
    place: tuple[int, int, int, int], line: str, expected: list[str]
) -> None:
    assert excerpt(span(*place), [line]) == expected


def test_the_margin_is_as_wide_as_the_number() -> None:
    assert excerpt(span(120, 1, 120, 2), ["x"] * 120) == ["  120 | x", "      | ^"]


def test_a_line_that_is_gone_has_no_excerpt() -> None:
    assert excerpt(span(3, 1, 3, 2), ["one", "two"]) == []
    assert excerpt(span(0, 1, 0, 2), ["one"]) == []


@pytest.mark.parametrize("column", [1, 60, 5_000, 9_999, 10_000])
def test_a_long_line_is_shown_around_the_place(column: int) -> None:
    line = "-" * (column - 1) + "X" + "-" * (10_000 - column)
    source, carets = excerpt(span(1, column, 1, column + 1), [line])
    assert source[carets.index("^")] == "X"
    assert len(source) < LONGEST + 12


def test_tokens_are_not_shown() -> None:
    secret = "pypi-" + "AgEIcHlwaS5vcmcCJDAwMDAw"
    source, _ = excerpt(span(1, 1, 1, 5), [f"token: {secret}"])
    assert secret not in source
    assert "pypi-Ag***" in source


@given(
    hostile_text().map(lambda text: text.split("\n")[0]), st.integers(1, 200), st.integers(0, 50)
)
def test_carets_never_leave_the_line(line: str, column: int, length: int) -> None:
    source, carets = excerpt(span(1, column, 1, column + length), [line])
    cells = sum(width(character) for character in source)
    assert carets.rstrip("^").strip(" |") == ""
    assert len(carets) <= max(cells, len("  1 | ")) + 1
