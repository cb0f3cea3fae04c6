"""RB602: actions are pinned to commits, not to the objects of annotated tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Edit, Fix, Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.known import known
from runbook.rules.pinned import actions, is_commit
from runbook.source import Position, Span

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Uses


def _check(case: Case) -> Outcome:
    objects = known("pins")["tag_objects"]
    findings: list[Finding] = []
    evidence: list[str] = []
    for uses, _ in actions(case):
        if uses.ref in objects:
            findings.append(_finding(uses, objects[uses.ref]["commit"]))
        elif is_commit(uses):
            evidence.append(uses.action)
    return verdict(findings, evidence)


def _finding(uses: Uses, commit: str) -> Finding:
    return RULE.finding(
        f"{uses.action} is pinned to the object of an annotated tag, not to its commit",
        in_file(uses.span, "the action"),
        found=uses.ref,
        expected=commit,
        fix=Fix(f"Write {commit}.", _edits(uses, commit)),
    )


def _edits(uses: Uses, commit: str) -> tuple[Edit, ...]:
    """The commit in the place of the SHA; none where the value is written in quotes."""
    span = uses.span
    end = span.end.column
    if end - span.start.column != len(uses.text):
        return ()
    at = Position(span.end.line, end - len(uses.ref))
    return (Edit(Span(span.file, at, span.end), commit),)


RULE = Rule(
    code="RB602",
    title="Actions are pinned to the SHA of a commit, not of a tag object",
    why=(
        "An annotated tag has a SHA of its own. Actions whose image is named after the commit do "
        "not find it: the run ends with `manifest unknown`."
    ),
    fix="Pin the commit behind the tag: `git rev-parse TAG^{commit}`.",
    severity=Severity.ERROR,
    phase=Phase.UPKEEP,
    check=_check,
    facts=("tag-objects",),
)
