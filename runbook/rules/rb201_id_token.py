"""RB201: every job that needs an OIDC token may ask for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Fix, Severity
from runbook.model.forge import ForgeKind
from runbook.model.timeline import Stage, Verdict
from runbook.rules.ask import played, uploading
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.edits import scope_edit
from runbook.rules.refusals import known_fix, refusals

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Edit, Finding, Outcome
    from runbook.rules.refusals import Refusal


def _check(case: Case) -> Outcome:
    find = _on_gitlab if case.plan.project.forge is ForgeKind.GITLAB else _on_github
    findings = [find(case, item) for item in refusals(case, Stage.TOKEN)]
    evidence = [
        step.reason
        for release in uploading(case)
        for step in played(case, release).steps
        if step.stage is Stage.TOKEN and step.verdict is Verdict.GOES
    ]
    return verdict(findings, evidence)


def _on_github(case: Case, item: Refusal) -> Finding:
    return RULE.finding(
        f"the job {item.step.job} gets no OIDC token: {item.step.reason}",
        in_file(item.step.span, f"the job {item.step.job}"),
        found="no id-token: write",
        expected="id-token: write",
        fix=Fix(RULE.fix, _edits(case, item)),
        publications=(item.step.publication,),
    )


def _on_gitlab(_: Case, item: Refusal) -> Finding:
    return RULE.finding(
        f"the upload in {item.step.job} gets no OIDC token: {item.step.reason}",
        in_file(item.step.span, f"the job {item.step.job}"),
        fix=known_fix(item),
        publications=(item.step.publication,),
    )


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
    fix=(
        "Give the uploading job (and a job that calls it) the permission `id-token: write`, on "
        "GitLab a variable under `id_tokens:` with the registry's audience."
    ),
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    facts=("id-token-needed", "caller-ceiling"),
)
