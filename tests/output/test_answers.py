"""The last line of `runbook check` reads as a sentence."""

from __future__ import annotations

import pytest

from runbook.finding import Finding, Severity
from runbook.output.answers import counted

ERROR, WARNING, ADVICE = Severity.ERROR, Severity.WARNING, Severity.ADVICE


@pytest.mark.parametrize(
    ("severities", "expected"),
    [
        ((), "nothing"),
        ((ERROR,), "1 error"),
        ((ADVICE, ERROR, ERROR), "2 errors, 1 advice"),
        ((ADVICE, ADVICE, WARNING), "1 warning, 2 advice"),
        ((WARNING,) * 10, "10 warnings"),
    ],
)
def test_counted(severities: tuple[Severity, ...], expected: str) -> None:
    findings = [Finding("RB302", "bad", severity) for severity in severities]
    assert counted(findings) == expected
