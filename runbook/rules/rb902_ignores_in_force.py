"""RB902: what is ignored is ignored for a while, with a reason, and may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.base import Phase, Rule, in_descriptor, in_file, verdict
from runbook.rules.exceptions import comments, lasts, useless, vain
from runbook.source import Position, Span

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.descriptor import Ignore
    from runbook.rules.exceptions import Comment


def _check(case: Case) -> Outcome:
    without = dict(useless(case))
    findings = [_comment(comment, why) for comment, why in without.items()]
    said = [one for one in comments(case.repository) if one not in without]
    evidence = [f"{one.code}: {one.reason}" for one in said]
    for item in case.checks.ignore:
        why = _expired(item, case.as_of) or vain(item.prefix)
        if why:
            findings.append(_entry(item, why))
        else:
            evidence.append(f"{item.prefix}: {item.reason}")
    return verdict(findings, evidence)


def _expired(item: Ignore, as_of: str) -> str:
    return "" if lasts(item, as_of) else f"it was ignored until {item.until} and counts again"


def _entry(item: Ignore, why: str) -> Finding:
    return RULE.finding(
        f"{item.prefix} is not ignored ({item.reason}): {why}",
        in_descriptor(item.origin.span, "what is ignored"),
        found=f"until {item.until}" if item.until else item.prefix,
        expected="an exception that is in force",
    )


def _comment(comment: Comment, why: str) -> Finding:
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
