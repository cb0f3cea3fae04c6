"""RB401: the publisher record names the file the upload comes from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.timeline import Stage
from runbook.registries.catalog import get
from runbook.rules.base import Phase, Rule, verdict
from runbook.rules.places import upload_of
from runbook.rules.refusals import Refusal, differing, matches, mismatch, refusals
from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome


def _check(case: Case) -> Outcome:
    findings = [
        _with_layout(case, refusal, mismatch(RULE, refusal, item, record, case))
        for refusal in refusals(case, Stage.EXCHANGE)
        for item, record in differing(refusal, "workflow")
    ]
    return verdict(findings, [one.step.reason for one in matches(case)])


def _with_layout(case: Case, refusal: Refusal, finding: Finding) -> Finding:
    """Say which of two files counts, where one calls the other."""
    found = upload_of(case, refusal)
    registry = get(refusal.registry)
    data = registry.data
    if found is None or found.callee_workflow is None or data.oidc is None:
        return finding
    calling, called = file_name(found.workflow), file_name(found.callee_workflow)
    counts = "called" if registry.compares_called() else "calling"
    layout = f"{calling} calls {called}, and {data.name} compares the {counts} file"
    return replace(finding, message=f"{finding.message}; {layout}")


RULE = Rule(
    code="RB401",
    title="The publisher records name the workflow files that upload",
    why=(
        "A registry compares one file name: of the file the event starts, or of the file with "
        "the upload. A renamed, moved or called file is refused with a message that does not "
        "name it."
    ),
    fix=(
        "The change is not atomic, because each registry has its own record: put the file on the "
        "default branch, add the new record on each registry, release once, and only then remove "
        "the old ones."
    ),
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    facts=("workflow-field-takes-file", "calling-workflow"),
)
