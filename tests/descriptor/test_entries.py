from __future__ import annotations

from dataclasses import replace

import pytest

from runbook.descriptor.entries import field_problems
from runbook.descriptor.schema import field_schema
from runbook.model.record import FormField
from runbook.source import Position, Scalar, Span

FIELD = FormField("allowed_actions", "Allowed actions", "", required=True, compare="none")
CHOICES = replace(FIELD, choices=("publish", "stage"))


def scalar(text: str) -> Scalar:
    at = Position(1, 1)
    return Scalar(text, text, quoted=False, span=Span("x", at, at))


@pytest.mark.parametrize(
    ("field", "text", "message", "hint"),
    [
        (CHOICES, "publsh", "not a choice of 'Allowed actions'", "did you mean 'publish'?"),
        (replace(FIELD, max_length=3), "four", "too long for 'Allowed actions'", None),
        (
            replace(FIELD, pattern="[a-z]+"),
            "x1",
            "the registry refuses this in 'Allowed actions'",
            None,
        ),
    ],
    ids=["choices", "length", "pattern"],
)
def test_what_a_field_refuses(field: FormField, text: str, message: str, hint: str | None) -> None:
    (problem,) = field_problems(scalar(text), field)
    assert (problem.message, problem.found, problem.hint) == (message, text, hint)


@pytest.mark.parametrize(
    "field",
    [FIELD, CHOICES, replace(FIELD, max_length=7), replace(FIELD, pattern="[a-z]+")],
    ids=["any", "choices", "length", "pattern"],
)
def test_what_a_field_takes(field: FormField) -> None:
    assert list(field_problems(scalar("publish"), field)) == []


def test_a_field_takes_one_or_several_values() -> None:
    one = {"enum": ["publish", "stage"]}
    assert field_schema(CHOICES)["anyOf"] == [one, {"type": "array", "items": one}]
    assert field_schema(FIELD)["anyOf"][0] == {"type": "string"}
