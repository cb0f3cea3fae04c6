"""What `runbook check` prints at the end: what is unknown, how many of each, what was hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Pass, Severity, Unknown
from runbook.text import visible

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
    named = (f"{number} {_plural(name, number)}" for name, number in counts.items() if number)
    return ", ".join(named) or "nothing"


def _plural(severity: Severity, number: int) -> str:
    return severity if number == 1 or severity is Severity.ADVICE else f"{severity}s"


def _hidden(hidden: Sequence[Hidden]) -> Iterator[str]:
    reasons: dict[tuple[str, str], int] = {}
    for item in hidden:
        key = (item.finding.code, item.reason)
        reasons[key] = reasons.get(key, 0) + 1
    for (code, reason), number in sorted(reasons.items()):
        yield f"ignored {code}, {number} time{'s' if number > 1 else ''}: {visible(reason)}"
