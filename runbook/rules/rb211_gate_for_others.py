"""RB211: no other job of a pull request enters the environment of a publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.uploads import uploading_jobs, written_grant

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Job, Workflow

_EVENTS = ("pull_request", "pull_request_target", "workflow_run", "issue_comment")


def _check(case: Case) -> Outcome:
    own = uploading_jobs(case)
    gates = {item.environment.lower() for item in case.plan.publications if item.environment}
    findings: list[Finding] = []
    for workflow in case.repository.workflows if case.repository else ():
        event = next((name for name in _EVENTS if workflow.trigger(name)), None)
        for job in workflow.jobs.values():
            gate = job.environment.name.value if job.environment else ""
            grant = written_grant(workflow, job)
            asks = grant is not None and grant.can_request_token
            if event and gate.lower() in gates and asks and (workflow.path, job.id) not in own:
                findings.append(_finding(workflow, job, gate, event))
    return verdict(findings, sorted(gates) if case.repository else [])


def _finding(workflow: Workflow, job: Job, gate: str, event: str) -> Finding:
    span = job.environment.span if job.environment else job.key_span
    trigger = workflow.trigger(event)
    return RULE.finding(
        f"the job {job.id} of {workflow.file} enters the environment {gate} on {event} and may "
        "ask for a token that carries its name",
        in_file(span, f"the environment of {job.id}"),
        in_file(trigger.span if trigger else workflow.span, f"the trigger {event}"),
        found=gate,
        expected="an environment that no publisher record names",
    )


RULE = Rule(
    code="RB211",
    title="Only uploads enter the environment of a publication",
    why=(
        "The environment is what a registry trusts. A job that pull requests start gets a token "
        "with its name as soon as the rules let the ref in."
    ),
    fix="Give that job an environment of its own, or none.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("pull-request-target-ref",),
)
