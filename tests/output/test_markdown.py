from __future__ import annotations

import re

import markdown
from hostile import hostile_text
from hypothesis import given

from runbook.finding import Finding, Fix, Location, Place, Severity
from runbook.output.markdown import summary
from runbook.source import Position, Span


def finding(words: str = "it is wrong") -> Finding:
    span = Span(words, Position(2, 3), Position(2, 7))
    place = Location(Place.FILE, "x", span)
    return Finding("RB301", words, Severity.ERROR, locations=(place,), fix=Fix(words))


def test_nothing_is_one_sentence() -> None:
    assert summary([]) == "`runbook check` found nothing.\n"


def test_a_table_with_a_row_a_finding() -> None:
    lines = summary([finding(), Finding("RB302", "bad", Severity.ADVICE)]).splitlines()
    assert lines[0] == "| | Rule | What | Where | What to do |"
    assert lines[2].startswith("| error | RB301 | it is wrong | it is wrong&#x3a;2 |")
    assert lines[3] == "| advice | RB302 | bad |  |  |"


@given(hostile_text())
def test_hostile_words_are_text_in_a_cell(words: str) -> None:
    text = summary([finding(words)])
    assert len(text.splitlines()) == 3
    html = markdown.markdown(text, extensions=["tables"])
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"table", "thead", "tbody", "tr", "th", "td"}
