"""RB404: nothing else keeps a registry from exchanging the token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.timeline import Stage
from runbook.rules.base import Phase, Rule, verdict
from runbook.rules.refusals import differing, matches, refusals, refused

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Outcome

_OTHER_RULES = ("workflow", "environment", "owner", "repo", "slug")


def _check(case: Case) -> Outcome:
    findings = [
        refused(RULE, case, item, "will refuse")
        for item in refusals(case, Stage.EXCHANGE)
        if not differing(item, *_OTHER_RULES)
    ]
    return verdict(findings, [one.step.reason for one in matches(case)])


RULE = Rule(
    code="RB404",
    title="Every registry exchanges the token of every release",
    why="A registry has rules beside the record: events it refuses, issuers it does not know.",
    fix="Change what the message names.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
