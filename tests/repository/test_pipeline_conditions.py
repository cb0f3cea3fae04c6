"""Conditions of rules as alternatives of comparisons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.forges.gitlab.semantics.expressions.tokens import ExpressionError
from runbook.repository.pipeline_conditions import Operand, alternatives

PARTS = ["$A", "$B", '"x"', "'y'", "/^v\\/1$/i", "null", "==", "=~", "!=", "&&", "||", "(", ")"]


def side(item: Operand) -> str:
    return item.variable or item.text or item.pattern or ""


def shown(text: str) -> list[str]:
    return [
        " && ".join(f"{side(item.left)}{item.operator}{side(item.right)}" for item in group)
        for group in alternatives(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$A", ["A"]),
        ("$A && $B", ["A && B"]),
        ('$A == "x y" || $B =~ /^v/', ["A==x y", "B=~^v"]),
        ("$A && ($B || $C)", ["A && B", "A && C"]),
        ("($A || $B) && ($C || $D)", ["A && C", "A && D", "B && C", "B && D"]),
        (r"$A =~ /^a\/b$/i", ["A=~(?i)^a/b$"]),
        ("$A != null", ["A!="]),
        ("'x' == $A", ["x==A"]),
    ],
)
def test_alternatives(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "$A &&",
            "== 1",
            "$A ==",
            "$A $B",
            "($A",
            "$A)",
            "$A =~ /x",
            "a",
            "$A == $B == $C",
            '"x',
            "$A == ==",
        ),
        " && ".join(["($A || $B)"] * 10),
        "$A && " * 100 + "$A",
    ],
)
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(ExpressionError):
        alternatives(text)


@given(st.lists(st.sampled_from(PARTS), max_size=12).map(" ".join) | st.text(max_size=40))
def test_any_text_is_a_condition_or_refused(text: str) -> None:
    try:
        groups = alternatives(text)
    except ExpressionError:
        return
    assert groups
    assert all(groups)
