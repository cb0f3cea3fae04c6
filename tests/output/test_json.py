from __future__ import annotations

import json

from hostile import hostile_text
from hypothesis import given

from runbook.errors import Problem, RunbookError
from runbook.finding import Edit, Finding, Fix, Location, Place, Severity
from runbook.output.json import error_json, findings_json, problems_json
from runbook.source import Position, Span

SPAN = Span("runbook.yaml", Position(2, 3), Position(2, 7))
PLACE = {"file": "runbook.yaml", "line": 2, "column": 3, "end_line": 2, "end_column": 7}


def test_problems() -> None:
    text = problems_json([Problem("wrong", SPAN, "x", "y", "write y"), Problem("bad")])
    nothing = dict.fromkeys(("location", "found", "expected", "hint"))
    assert json.loads(text) == {
        "problems": [
            {
                "message": "wrong",
                "location": PLACE,
                "found": "x",
                "expected": "y",
                "hint": "write y",
            },
            {"message": "bad", **nothing},
        ]
    }


def test_an_error_has_the_shape_of_a_problem() -> None:
    (problem,) = json.loads(error_json(RunbookError("no", hint="yes")))["problems"]
    (other,) = json.loads(problems_json([Problem("no", hint="yes")]))["problems"]
    assert problem == other


def test_findings() -> None:
    finding = Finding(
        "RB101",
        "wrong",
        Severity.WARNING,
        locations=(
            Location(Place.DESCRIPTOR, "here", SPAN),
            Location(Place.FORGE, "there", address="https://github.com"),
        ),
        found="x",
        expected="y",
        fix=Fix("write y", (Edit(SPAN, "y"),)),
        publications=("pypi/demo@production",),
    )
    bare = Finding("RB102", "also wrong", Severity.ERROR)
    first, second = json.loads(findings_json([finding, bare]))["findings"]
    assert first == {
        "code": "RB101",
        "severity": "warning",
        "certainty": "certain",
        "message": "wrong",
        "found": "x",
        "expected": "y",
        "locations": [
            {"place": "descriptor", "label": "here", "span": PLACE, "address": None},
            {
                "place": "forge settings",
                "label": "there",
                "span": None,
                "address": "https://github.com",
            },
        ],
        "fix": {"text": "write y", "edits": [{"span": PLACE, "replacement": "y"}]},
        "publications": ["pypi/demo@production"],
    }
    assert second.keys() == first.keys()
    assert second["fix"] is None


@given(hostile_text())
def test_any_text_stays_text(text: str) -> None:
    shown = problems_json([Problem(text, found=text)])
    assert shown.isascii()
    assert json.loads(shown)["problems"][0]["message"] == text
