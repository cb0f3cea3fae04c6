"""RB401: the publisher record names the file the upload comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.timeline import Stage
from runbook.rules.base import Phase, Rule, verdict
from runbook.rules.refusals import differing, matches, mismatch, refusals

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Outcome

_SOURCES = ("workflow",)


def _check(case: Case) -> Outcome:
    findings = [
        mismatch(RULE, refusal, item, record, case)
        for refusal in refusals(case, Stage.EXCHANGE)
        for item, record in differing(refusal, *_SOURCES)
    ]
    return verdict(findings, [one.step.reason for one in matches(case)])


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
)
