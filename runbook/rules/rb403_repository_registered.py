"""RB403: the publisher record names this repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.timeline import Stage
from runbook.rules.base import Phase, Rule, verdict
from runbook.rules.refusals import differing, matches, mismatch, refusals

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Outcome

_SOURCES = ("owner", "repo", "slug")


def _check(case: Case) -> Outcome:
    findings = [
        mismatch(RULE, refusal, item, record, case)
        for refusal in refusals(case, Stage.EXCHANGE)
        for item, record in differing(refusal, *_SOURCES)
    ]
    return verdict(findings, [one.step.reason for one in matches(case)])


RULE = Rule(
    code="RB403",
    title="The publisher records name this repository",
    why=(
        "After a rename or a transfer the token carries the new name at once, and the record "
        "still has the old one."
    ),
    fix=(
        "Add a record with the present owner and repository name on each registry, release once, "
        "then remove the old ones; until all are changed, some uploads fail."
    ),
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    facts=("repository-name-case",),
    trust=True,
)
