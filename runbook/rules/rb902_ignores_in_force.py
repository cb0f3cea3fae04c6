"""RB902: what is ignored is ignored for a while, with a reason, and may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.base import Phase, Rule, in_descriptor, in_file, verdict
from runbook.rules.exceptions import comments, useless
from runbook.source import Position, Span

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.rules.exceptions import Comment


def _check(case: Case) -> Outcome:
    vain = dict(useless(case))
    findings = [_vain(comment, why) for comment, why in vain.items()]
    evidence = [f"{one.code}: {one.reason}" for one in comments(case.repository) if one not in vain]
    for item in case.checks.ignore:
        if item.until is None or item.until > case.as_of:
            evidence.append(f"{item.prefix}: {item.reason}")
            continue
        findings.append(
            RULE.finding(
                f"{item.prefix} was ignored until {item.until} ({item.reason}); it counts again",
                in_descriptor(item.origin.span, "what is ignored"),
                found=f"until {item.until}",
                expected=f"a day after {case.as_of}, or nothing",
            )
        )
    return verdict(findings, evidence)


def _vain(comment: Comment, why: str) -> Finding:
    start = Position(comment.line, 1)
    return RULE.finding(
        f"the comment that ignores {comment.code} has no effect: {why}",
        in_file(Span(comment.file, start, start), "the comment"),
        found=f"# runbook: ignore {comment.code}",
        expected="# runbook: ignore CODE REASON",
    )


RULE = Rule(
    code="RB902",
    title="What is ignored is still meant to be",
    why="An exception that nobody looks at again is a rule that does not exist.",
    fix="Repair what is ignored and remove the entry, or say again why and until when.",
    severity=Severity.WARNING,
    phase=Phase.UPKEEP,
    check=_check,
)
