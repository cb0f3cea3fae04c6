"""RB112: a job that fetches what another one stores waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.displaced import needed
from runbook.rules.uploads import publishing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Job, Step

_STORE = "actions/upload-artifact"
_FETCH = "actions/download-artifact"


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for workflow in publishing(case):
        for job in workflow.jobs.values():
            if any(need.value not in workflow.jobs for need in job.needs):
                continue  # GitHub refuses the file, which RB202 reports
            for step in _steps(job, _FETCH):
                name = _name(step)
                if name is None or "run-id" in step.with_:
                    continue
                makers = [one.id for one in workflow.jobs.values() if name in _stored(one)]
                waits = {job.id, *(one.id for one in needed(workflow, job))}
                if makers and not waits & set(makers):
                    findings.append(_finding(job, step, name, makers))
                else:
                    evidence.append(f"{job.id} waits for {name}")
    return verdict(findings, evidence)


def _steps(job: Job, action: str) -> Iterator[Step]:
    return (step for step in job.steps if step.uses and step.uses.action == action)


def _stored(job: Job) -> set[str]:
    return {name for step in _steps(job, _STORE) if (name := _name(step)) is not None}


def _name(step: Step) -> str | None:
    """The artifact's name; None when it is computed or a whole pattern."""
    written = step.with_.get("name")
    return None if written is None or written.is_dynamic else written.value


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
