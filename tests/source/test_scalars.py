"""Plain scalars have the types GitHub gives them."""

from __future__ import annotations

import math

import pytest

from runbook.source import plain_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("010", 10),
        ("-7", -7),
        ("0x1F", 31),
        ("0o10", 8),
        ("3.10", 3.1),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-.inf", -math.inf),
        (".INF", math.inf),
    ],
)
def test_typed(text: str, value: object) -> None:
    assert plain_value(text) == value
    assert type(plain_value(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "off", "on", "1_000", "12:30:45", "2026-11-21", "0b1", "-0x1", "+", "1.2.3"),
        *("tRUE", "9" * 401, ".Inf.", "-.nan"),
    ],
)
def test_stays_text(text: str) -> None:
    assert plain_value(text) == text


def test_not_a_number() -> None:
    assert math.isnan(plain_value(".NaN"))
