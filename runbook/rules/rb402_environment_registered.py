"""RB402: the publisher record names the environment of the job."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.finding import Fix, Severity
from runbook.model.timeline import Stage
from runbook.rules.base import Phase, Rule, verdict
from runbook.rules.edits import key_edit, text_edit
from runbook.rules.places import file_of, job_of, upload_of
from runbook.rules.refusals import Refusal, differing, matches, mismatch, refusals

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Edit, Finding, Outcome


def _check(case: Case) -> Outcome:
    findings = [
        _repairable(case, refusal, item.record_value, mismatch(RULE, refusal, item, record, case))
        for refusal in refusals(case, Stage.EXCHANGE)
        for item, record in differing(refusal, "environment")
    ]
    return verdict(findings, [one.step.reason for one in matches(case)])


def _repairable(case: Case, refusal: Refusal, wanted: str, finding: Finding) -> Finding:
    """The finding with the edit that gives the job the environment of the record."""
    edit = _edit(case, refusal, wanted)
    if edit is None or finding.fix is None:
        return finding
    return replace(finding, fix=Fix(finding.fix.text, (edit,)))


def _edit(case: Case, refusal: Refusal, wanted: str) -> Edit | None:
    found = upload_of(case, refusal)
    job = None if found is None or case.repository is None else job_of(case, found)
    own = [one.environment for one in case.plan.publications if one.key == refusal.step.publication]
    if found is None or job is None or own != [wanted]:
        return None  # plan and record differ: only a person knows which is meant
    workflow = file_of(case, found)
    if workflow is None or (job.environment and job.environment.name.is_dynamic):
        return None
    if job.environment is None:
        return key_edit(workflow.text, job.span, "environment", wanted)
    return text_edit(workflow.text, job.environment.name, wanted)


RULE = Rule(
    code="RB402",
    title="The publisher records name the environments of the uploading jobs",
    why=(
        "A record with an environment accepts only jobs in it. A job without one, or with "
        "another name, is refused."
    ),
    fix=("Give the job the environment that the record names, or change the record."),
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    facts=("environment-caseless", "blank-environment-any"),
)
