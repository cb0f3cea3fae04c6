"""Conditions of rules as alternatives of comparisons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.repository.pipeline_conditions import ConditionError, alternatives

PARTS = ["$A", "${B}", '"x"', "'y'", "/^v\\/1$/i", "null", "==", "=~", "!=", "&&", "||", "(", ")"]


def shown(text: str) -> list[str]:
    return [
        " && ".join(
            f"{item.left.value}{item.operator}{item.right.value if item.operator else ''}"
            for item in group
        )
        for group in alternatives(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$A", ["A"]),
        ("$A && $B", ["A && B"]),
        ('$A == "x y" || ${B} =~ /^v/', ["A==x y", "B=~^v"]),
        ("$A && ($B || $C)", ["A && B", "A && C"]),
        ("($A || $B) && ($C || $D)", ["A && C", "A && D", "B && C", "B && D"]),
        (r"$A =~ /^a\/b$/i", [r"A=~(?i)^a\/b$"]),
        ("$A != null", ["A!="]),
        ("'x' == $A", ["x==A"]),
    ],
)
def test_alternatives(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "$A &&", "== 1", "$A ==", "$A $B", "($A", "$A)", "$A =~ /x", "a", '"x', "$A == =="),
        "(" * 30 + "$A" + ")" * 30,
        " && ".join(["($A || $B)"] * 10),
        "$A && " * 1_000 + "$A",
    ],
)
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(ConditionError):
        alternatives(text)


@given(st.lists(st.sampled_from(PARTS), max_size=12).map(" ".join) | st.text(max_size=40))
def test_any_text_is_a_condition_or_refused(text: str) -> None:
    try:
        groups = alternatives(text)
    except ConditionError:
        return
    assert groups
    assert all(groups)
