"""RB404: nothing else keeps a registry from exchanging the token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.timeline import Stage
from runbook.registries.catalog import get
from runbook.rules.base import Phase, Rule, verdict
from runbook.rules.refusals import Refusal, differing, matches, refusals, upload_places

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome

_OTHER_RULES = ("workflow", "environment", "owner", "repo", "slug")


def _check(case: Case) -> Outcome:
    findings = [
        _finding(case, item)
        for item in refusals(case, Stage.EXCHANGE)
        if not differing(item, *_OTHER_RULES)
    ]
    return verdict(findings, [one.step.reason for one in matches(case)])


def _finding(case: Case, item: Refusal) -> Finding:
    data = get(item.registry).data
    known = next((one for one in data.signatures if one.id == item.step.signature), None)
    return RULE.finding(
        f"{data.name} will refuse {item.package}: {item.step.message or item.step.reason}",
        *upload_places(case, item),
        fix=known.fix if known and known.fix else None,
        publications=(item.step.publication,),
    )


RULE = Rule(
    code="RB404",
    title="Every registry exchanges the token of every release",
    why="A registry has rules beside the record: events it refuses, issuers it does not know.",
    fix="Change what the message names.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
