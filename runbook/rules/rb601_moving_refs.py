"""RB601: jobs with a token run only what their authors pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.known import known
from runbook.rules.pinned import actions, is_commit, uploading_jobs

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Uses


def _check(case: Case) -> Outcome:
    uploading = uploading_jobs(case)
    branches = set(known("pins")["branches"])
    findings: list[Finding] = []
    evidence: list[str] = []
    for uses, item in actions(case):
        if (item.workflow.path, item.job.id) not in uploading:
            continue
        if is_commit(uses):
            evidence.append(uses.action)
        else:
            findings.append(_finding(uses, item.job.id, branch=uses.ref in branches))
    return verdict(findings, evidence)


def _finding(uses: Uses, job: str, *, branch: bool) -> Finding:
    moves = "is a branch and moves with every change" if branch else "can be moved"
    return RULE.finding(
        f"the uploading job {job} runs {uses.action} at {uses.ref}, which {moves}",
        in_file(uses.span, "the action"),
        found=uses.ref,
        expected="the SHA of a commit, with the version behind it as a comment",
        severity=Severity.WARNING if branch else Severity.ADVICE,
    )


RULE = Rule(
    code="RB601",
    title="Actions of uploading jobs are pinned to commits",
    why=(
        "Whoever moves the tag or branch of such an action runs code in the job that can publish. "
        "A commit cannot be moved."
    ),
    fix="Pin the commit: `git ls-remote URL 'TAG^{}'` prints it, also for an annotated tag.",
    severity=Severity.WARNING,
    phase=Phase.UPKEEP,
    check=_check,
)
