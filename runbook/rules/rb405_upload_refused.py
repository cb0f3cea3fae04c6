"""RB405: what is exchanged can also be uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.timeline import Stage, Verdict
from runbook.registries.catalog import get
from runbook.rules.ask import uploading
from runbook.rules.base import Phase, Rule, verdict
from runbook.rules.open_gates import beyond_gates
from runbook.rules.refusals import Refusal, refusals, upload_places

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome


def _check(case: Case) -> Outcome:
    evidence = [
        step.reason
        for release in uploading(case)
        for step in beyond_gates(case, release).steps
        if step.stage is Stage.UPLOAD and step.verdict is Verdict.GOES
    ]
    return verdict([_finding(case, item) for item in refusals(case, Stage.UPLOAD)], evidence)


def _finding(case: Case, item: Refusal) -> Finding:
    data = get(item.registry).data
    known = next((one for one in data.signatures if one.id == item.step.signature), None)
    return RULE.finding(
        f"{data.name} will not accept {item.package}: {item.step.message or item.step.reason}",
        *upload_places(case, item),
        fix=known.fix if known and known.fix else None,
        publications=(item.step.publication,),
    )


RULE = Rule(
    code="RB405",
    title="Every registry accepts what the release uploads",
    why="A token that was exchanged does not cover every package, action or attestation.",
    fix="Change what the message names.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
