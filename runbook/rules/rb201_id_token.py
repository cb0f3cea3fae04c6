"""RB201: every job that needs an OIDC token may ask for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Fix, Severity
from runbook.model.timeline import Stage, Verdict
from runbook.rules.ask import played, uploading
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.edits import scope_edit
from runbook.rules.refusals import refusals

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Edit, Outcome
    from runbook.rules.refusals import Refusal


def _check(case: Case) -> Outcome:
    findings = [
        RULE.finding(
            f"the job {item.step.job} gets no OIDC token: {item.step.reason}",
            in_file(item.step.span, f"the job {item.step.job}"),
            found="no id-token: write",
            expected="id-token: write",
            fix=Fix(RULE.fix, _edits(case, item)),
            publications=(item.step.publication,),
        )
        for item in refusals(case, Stage.TOKEN)
    ]
    evidence = [
        step.reason
        for release in uploading(case)
        for step in played(case, release).steps
        if step.stage is Stage.TOKEN and step.verdict is Verdict.GOES
    ]
    return verdict(findings, evidence)


def _edits(case: Case, item: Refusal) -> tuple[Edit, ...]:
    """The scope in the job's own block, where it has one."""
    for workflow in case.repository.workflows if case.repository else ():
        for job in workflow.jobs.values():
            if job.permissions is not None and job.permissions.span == item.step.span:
                return scope_edit(workflow.text, job.permissions, "id-token", "write")
    return ()


RULE = Rule(
    code="RB201",
    title="Every uploading job may ask for an OIDC token",
    why=(
        "Permissions of a job replace those of the workflow wholly, and a called workflow gets at "
        "most what its caller has. The upload then fails with a message about a missing variable."
    ),
    fix="Give the uploading job (and a job that calls it) the permission `id-token: write`.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    facts=("id-token-needed", "caller-ceiling"),
)
