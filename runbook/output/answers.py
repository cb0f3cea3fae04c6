"""What `runbook check` prints at the end: what is unknown, how many of each, what was hidden."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from runbook.finding import Pass, Severity, Unknown
from runbook.text import how_many, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runbook.finding import Finding
    from runbook.rules.base import Checked
    from runbook.rules.exceptions import Hidden


def closing(
    checked: Sequence[Checked], findings: Sequence[Finding], hidden: Sequence[Hidden]
) -> Iterator[str]:
    """The last lines."""
    for item in checked:
        if isinstance(item.outcome, Unknown):
            decides = visible(item.outcome.decides)
            yield f"unknown {item.rule.code}: {item.rule.title}: {decides}"
    yield from _hidden(hidden)
    passed = sum(isinstance(item.outcome, Pass) for item in checked)
    yield f"{counted(findings)} found; {passed} rules hold"


def counted(findings: Iterable[Finding]) -> str:
    """``2 errors, 1 advice``, or ``nothing``."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    named = (_named(severity, number) for severity, number in counts.items() if number)
    return ", ".join(named) or "nothing"


def _named(severity: Severity, number: int) -> str:
    return f"{number} {severity}" if severity is Severity.ADVICE else how_many(number, severity)


def _hidden(hidden: Sequence[Hidden]) -> Iterator[str]:
    reasons = Counter((item.finding.code, item.reason) for item in hidden)
    for (code, reason), number in sorted(reasons.items()):
        yield f"ignored {code}, {how_many(number, 'time')}: {visible(reason)}"
