"""RB416: a publisher accepts only jobs that passed the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.origin import OriginKind
from runbook.registries.catalog import get
from runbook.rules.base import Phase, Rule, verdict
from runbook.rules.places import record_place, sources_of
from runbook.rules.refusals import matches

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.record import PublisherRecord


def _check(case: Case) -> Outcome:
    findings: dict[tuple[str, str], Finding] = {}
    evidence: list[str] = []
    for item in matches(case):
        record = item.step.match.record if item.step.match else None
        if record is None or not item.step.environment or not _keys(record):
            continue
        if record.origin.kind is not OriginKind.RECORDED and not _restricts(record):
            continue  # it is only planned so; that is said where the plan leaves the gate out
        label = f"{get(item.registry).data.name} {item.package}"
        if _restricts(record):
            evidence.append(f"{label}: {item.step.environment}")
            continue
        findings[item.registry, item.package] = RULE.finding(
            f"the publisher of {label} names no environment, so any job of the workflow may "
            f"upload, not only one in {item.step.environment}",
            record_place(record, item.package),
            found="no environment",
            expected=item.step.environment,
            publications=(item.step.publication,),
        )
    return verdict(list(findings.values()), evidence)


def _keys(record: PublisherRecord) -> list[str]:
    return [key for key, source in sources_of(record).items() if source == "environment"]


def _restricts(record: PublisherRecord) -> bool:
    return any(record.fields.get(key) for key in _keys(record))


RULE = Rule(
    code="RB416",
    title="Every publisher names the environment of its job",
    why=(
        "The environment is the only thing a registry compares that has a gate. Without it in the "
        "record, a job that leaves its environment out uploads without approval."
    ),
    fix="Add a record that names the environment, then remove the one that leaves it blank.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("blank-environment-any", "blank-environment"),
)
