"""RB112: a job that fetches what another one stores waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.forges.github.semantics.walks import needed
from runbook.rules.artifacts import fetched, stored
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.uploads import publishing

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Job, Step


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    if case.repository is None:
        return verdict([], [])
    for workflow in publishing(case):
        jobs = workflow.jobs.values()
        made = {one.id: stored(case.repository, workflow, [one], one)[0] for one in jobs}
        for job in jobs:
            if any(need.value not in workflow.jobs for need in job.needs):
                continue  # GitHub refuses the file, which RB202 reports
            for step, name in fetched(case.repository, workflow, job):
                makers = [maker for maker, names in made.items() if name.value in names]
                waits = {job.id, *(one.id for one in needed(workflow.jobs, job))}
                if makers and not waits & set(makers):
                    findings.append(_finding(job, step, name.value, makers))
                else:
                    evidence.append(f"{job.id} waits for {name.value}")
    return verdict(findings, evidence)


def _finding(job: Job, step: Step, name: str, makers: list[str]) -> Finding:
    return RULE.finding(
        f"the job {job.id} fetches the artifact {name} and does not wait for {makers[0]}, which "
        "stores it",
        in_file(step.uses.span if step.uses else step.span, "the fetch"),
        in_file(job.key_span, f"the job {job.id}"),
        found=f"needs: {', '.join(need.value for need in job.needs) or 'nothing'}",
        expected=f"needs: {makers[0]}",
    )


RULE = Rule(
    code="RB112",
    title="A job waits for the job whose files it fetches",
    why="Jobs without `needs` start together, so that the files are not there yet.",
    fix="Name the job that stores the files in `needs`.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
