"""RB405: what is exchanged can also be uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.timeline import Stage
from runbook.rules.base import Phase, Rule, verdict
from runbook.rules.refusals import matches, refusals, refused

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Outcome


def _check(case: Case) -> Outcome:
    findings = [
        refused(RULE, case, item, "will not accept") for item in refusals(case, Stage.UPLOAD)
    ]
    return verdict(findings, [one.step.reason for one in matches(case, Stage.UPLOAD)])


RULE = Rule(
    code="RB405",
    title="Every registry accepts what the release uploads",
    why="A token that was exchanged does not cover every package, action or attestation.",
    fix="Change what the message names.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
