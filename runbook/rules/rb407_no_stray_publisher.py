"""RB407: every publisher that a registry holds belongs to a publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.registries.catalog import get
from runbook.rules.base import Phase, Rule, verdict
from runbook.rules.manifests import declaring
from runbook.rules.places import record_place

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Outcome
    from runbook.model.record import PublisherRecord


def _check(case: Case) -> Outcome:
    findings = []
    evidence = []
    planned = {
        (item.registry, name.lower())
        for item in case.plan.publications
        for name in (*item.packages, *(name for name, _ in declaring(case, item)))
    }
    for record in case.records or ():
        strays = [one for one in record.packages if (record.registry, one.lower()) not in planned]
        if not strays:
            evidence.append(f"{record.registry} {', '.join(record.packages)}")
            continue
        name = get(record.registry).data.name
        findings.append(
            RULE.finding(
                f"{name} holds a publisher for {', '.join(strays)}, which no release publishes "
                f"there: {_fields(record)} may still upload it",
                record_place(record, strays[0]),
                found=", ".join(strays),
                expected=_others(case, record),
            )
        )
    return verdict(findings, evidence)


def _fields(record: PublisherRecord) -> str:
    return ", ".join(value for value in record.fields.values() if value)


def _others(case: Case, record: PublisherRecord) -> str:
    names = [
        name
        for item in case.plan.publications
        if item.registry == record.registry
        for name in item.packages
    ]
    return ", ".join(dict.fromkeys(names)) or "no publisher there"


RULE = Rule(
    code="RB407",
    title="Every publisher that a registry holds belongs to a publication",
    why=(
        "After a package was renamed or given up, its publisher still trusts the old workflow, "
        "and the new name has none."
    ),
    fix=(
        "Register the publisher for the new name, release once, then remove the old publisher on "
        "the registry and its entry in runbook.records.yaml."
    ),
    severity=Severity.WARNING,
    phase=Phase.UPKEEP,
    check=_check,
)
