"""RB402: the publisher record names the environment of the job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.timeline import Stage
from runbook.rules.base import Phase, Rule, verdict
from runbook.rules.refusals import differing, matches, mismatch, refusals

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Outcome

_SOURCES = ("environment",)


def _check(case: Case) -> Outcome:
    findings = [
        mismatch(RULE, refusal, item, record, case)
        for refusal in refusals(case, Stage.EXCHANGE)
        for item, record in differing(refusal, *_SOURCES)
    ]
    return verdict(findings, [one.step.reason for one in matches(case)])


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
)
