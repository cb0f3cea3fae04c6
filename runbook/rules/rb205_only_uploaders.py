"""RB205: only jobs that need a token may ask for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.known import known
from runbook.rules.uploads import publishing, steps_of, uploading_jobs

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Job, Text, Workflow

_SCOPE = "id-token"


def _check(case: Case) -> Outcome:
    uploading = uploading_jobs(case)
    findings: list[Finding] = []
    evidence: list[str] = []
    for workflow in publishing(case):
        written = workflow.permissions.scopes.get(_SCOPE) if workflow.permissions else None
        if written is None or written.value != "write":
            evidence.append(workflow.file)
            continue
        idle = [
            job
            for job in workflow.jobs.values()
            if job.permissions is None
            and (workflow.path, job.id) not in uploading
            and not _needs_token(case, workflow, job)
        ]
        findings += [_finding(workflow, written, idle)] if idle else []
        evidence.append(workflow.file)
    return verdict(findings, evidence)


def _needs_token(case: Case, workflow: Workflow, job: Job) -> bool:
    """Whether the job calls a workflow, attests, deploys pages or signs in to a cloud."""
    if job.uses is not None or case.repository is None:
        return True
    users: list[str] = known("token-users")["actions"]
    words: list[str] = known("token-users")["words"]
    for item in steps_of(case.repository, workflow, job):
        uses, run = item.step.uses, item.step.run
        if uses is not None and uses.action.startswith(tuple(users)):
            return True
        if run is not None and any(word in run.value for word in words):
            return True
    return False


def _finding(workflow: Workflow, written: Text, idle: list[Job]) -> Finding:
    names = ", ".join(job.id for job in idle)
    return RULE.finding(
        f"{workflow.file} lets every job ask for an OIDC token, also {names}, where nothing "
        "needs one",
        in_file(written.span, "id-token of the workflow"),
        *(in_file(job.key_span, f"the job {job.id}") for job in idle),
        found="id-token: write for the workflow",
        expected="id-token: write for the uploading job",
    )


RULE = Rule(
    code="RB205",
    title="Only jobs that need an OIDC token may ask for one",
    why=(
        "A job that builds or tests runs code of many strangers. With the permission, that code "
        "can ask for a token, and where the record names no environment, publish with it."
    ),
    fix="Move `id-token: write` from the workflow to the jobs that upload.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("id-token-needed",),
)
