from __future__ import annotations

from hostile import hostile_text
from hypothesis import given

from runbook.finding import Finding, Fix, Location, Place, Severity
from runbook.output.github import workflow_commands
from runbook.source import Position, Span


def finding(words: str, severity: Severity = Severity.ERROR, file: str = "a.yml") -> Finding:
    span = Span(file, Position(2, 3), Position(2, 7))
    return Finding(
        "RB301", words, severity, locations=(Location(Place.FILE, "x", span),), fix=Fix("write it")
    )


def test_one_command_a_finding() -> None:
    found = [finding("is 100% wrong", severity, "a,b:c.yml") for severity in Severity]
    text = "title=RB301,file=a%2Cb%3Ac.yml,line=2,col=3::is 100%25 wrong. write it"
    assert workflow_commands([*found, Finding("RB302", "bad.", Severity.ERROR)]).splitlines() == [
        f"::error {text}",
        f"::warning {text}",
        f"::notice {text}",
        "::error title=RB302::bad.",
    ]


@given(hostile_text())
def test_hostile_words_start_no_command(words: str) -> None:
    text = workflow_commands([finding(words, file=words)])
    (line,) = text.splitlines()
    head, _, _ = line.removeprefix("::error ").partition("::")
    assert [part.partition("=")[0] for part in head.split(",")] == ["title", "file", "line", "col"]
    assert text.count("\n") == 1
    assert "\x1b" not in text
