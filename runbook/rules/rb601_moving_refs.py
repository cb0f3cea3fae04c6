"""RB601: jobs with a token run only what their authors pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.known import known
from runbook.rules.pinned import actions, is_commit
from runbook.rules.uploads import uploading_jobs

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Uses


def _check(case: Case) -> Outcome:
    uploading = uploading_jobs(case)
    branches = set(known("pins")["branches"])
    moving: dict[tuple[str, str], list[tuple[Uses, str]]] = {}
    evidence: list[str] = []
    for uses, item in actions(case):
        if (item.workflow.path, item.job.id) not in uploading:
            continue
        if is_commit(uses):
            evidence.append(uses.action)
        else:
            moving.setdefault((uses.action, uses.ref), []).append((uses, item.job.id))
    findings = [_finding(used, branch=ref in branches) for (_, ref), used in moving.items()]
    return verdict(findings, evidence)


def _finding(used: list[tuple[Uses, str]], *, branch: bool) -> Finding:
    first, _ = used[0]
    jobs = ", ".join(dict.fromkeys(job for _, job in used))
    moves = "is a branch and moves with every change" if branch else "can be moved"
    return RULE.finding(
        f"{first.action} at {first.ref} runs where packages are uploaded ({jobs}); {first.ref} "
        f"{moves}",
        *(in_file(uses.span, "the action") for uses, _ in used),
        found=first.ref,
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
