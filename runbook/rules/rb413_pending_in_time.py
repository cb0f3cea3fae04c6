"""RB413: pending publishers can be registered, and are used before they expire."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.record import RecordState
from runbook.registries.catalog import get
from runbook.rules.base import Phase, Rule, verdict
from runbook.rules.places import record_place

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.record import PublisherRecord

_SOON_DAYS = 5  # when the index sends its reminder


def _check(case: Case) -> Outcome:
    pending = [item for item in case.known_records if item.state is RecordState.PENDING]
    findings: list[Finding] = []
    for record in pending:
        findings += [*_expired(case, record), *_shared(record)]
    for registry in dict.fromkeys(item.registry for item in pending):
        findings += _too_many(registry, [item for item in pending if item.registry == registry])
    return verdict(findings, [f"{item.registry} {', '.join(item.packages)}" for item in pending])


def _value(registry: str, name: str) -> int | None:
    value = get(registry).data.values.get(name)
    return value if isinstance(value, int) else None


def _expired(case: Case, record: PublisherRecord) -> list[Finding]:
    days = _value(record.registry, "pending_days")
    if days is None or record.confirmed is None:
        return []
    seen = date.fromisoformat(record.confirmed)
    left = (seen - date.fromisoformat(case.as_of)).days + days
    if left > _SOON_DAYS:
        return []
    end = seen + timedelta(days=days)
    name = get(record.registry).data.name
    when = f"expired on {end}" if left < 0 else f"expires on {end}"
    return [
        RULE.finding(
            f"the pending publisher of {record.packages[0]} on {name} {when}, if it was "
            f"registered when it was last seen",
            record_place(record, record.packages[0]),
            found=f"last seen {record.confirmed}",
            expected=f"used within {days} days",
            severity=Severity.ERROR if left < 0 else Severity.WARNING,
        )
    ]


def _shared(record: PublisherRecord) -> list[Finding]:
    """One record cannot wait for two projects: the index takes an identity once."""
    if len(record.packages) == 1:
        return []
    name = get(record.registry).data.name
    return [
        RULE.finding(
            f"{name} takes one pending publisher for this owner, repository, workflow and "
            f"environment, and {', '.join(record.packages)} need one each",
            record_place(record, record.packages[0]),
            found=f"{len(record.packages)} new packages",
            expected="one at a time, or an environment of its own for each",
            fix="Register and release them one after the other, or give each its own environment.",
        )
    ]


def _too_many(registry: str, records: list[PublisherRecord]) -> list[Finding]:
    most = _value(registry, "pending_per_account")
    number = sum(len(item.packages) for item in records)
    if most is None or number <= most:
        return []
    name = get(registry).data.name
    return [
        RULE.finding(
            f"an account can have {most} pending publishers on {name}, the descriptor needs "
            f"{number}",
            record_place(records[0], records[0].packages[0]),
            found=str(number),
            expected=f"at most {most} at a time",
            fix="Release some of them first, or let another owner register the rest.",
        )
    ]


RULE = Rule(
    code="RB413",
    title="Pending publishers can be registered and are used in time",
    why=(
        "A pending publisher expires, an account has few of them, and the index takes one for the "
        "same workflow and environment. The release that was to create the project then fails."
    ),
    fix="Register it again, and release soon after.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("pending-days", "pending-limit", "pending-unique"),
)
