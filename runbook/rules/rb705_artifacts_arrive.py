"""RB705: a publishing job fetches what another job stored."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from runbook.finding import Certainty, Fix, Severity
from runbook.forges.github.semantics.walks import needed
from runbook.rules.artifacts import fetched, stored
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.displaced import publishing_jobs
from runbook.rules.edits import text_edit

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Job, Text, Workflow


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    if case.repository is None:
        return verdict([], [])
    for workflow, job in publishing_jobs(case):
        before = [job, *needed(workflow.jobs, job)]
        there, sure = stored(case.repository, workflow, before, job)
        for _, wanted in fetched(case.repository, workflow, job):
            if wanted.value in there:
                evidence.append(f"{job.id}: {wanted.value}")
                continue
            if wanted.value in stored(case.repository, workflow, workflow.jobs.values(), job)[0]:
                continue  # a job that is not waited for stores it, which RB112 reports
            near = get_close_matches(wanted.value, there, n=1)
            if there and (sure or near):
                findings.append(_finding(workflow, wanted, near or there, before[1:], sure=sure))
    return verdict(findings, evidence)


def _finding(
    workflow: Workflow, wanted: Text, names: list[str], before: list[Job], *, sure: bool
) -> Finding:
    listed = ", ".join(names)
    edits = (text_edit(workflow.text, wanted, names[0]),) if len(names) == 1 else ()
    jobs = ", ".join(job.id for job in before) or "no job"
    return RULE.finding(
        f"the artifact {wanted.value} is fetched, and {jobs} stores {listed}",
        in_file(wanted.span, "the name that is fetched"),
        found=wanted.value,
        expected=listed,
        certainty=Certainty.CERTAIN if sure else Certainty.LIKELY,
        fix=Fix(RULE.fix, edits),
    )


RULE = Rule(
    code="RB705",
    title="A publishing job fetches artifacts that were stored",
    why=(
        "A name that nobody stored fails the publishing job after the build and the approval; a "
        "pattern that fits nothing fetches nothing, and the client says that there are no files."
    ),
    fix="Use one name for the artifact in both jobs.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
