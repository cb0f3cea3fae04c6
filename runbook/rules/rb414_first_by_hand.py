"""RB414: what a workflow cannot create was created by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.publication import Auth
from runbook.model.record import RecordState
from runbook.registries.catalog import get
from runbook.rules.ask import declared
from runbook.rules.base import Phase, Rule, verdict

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Outcome
    from runbook.model.publication import Publication


def _check(case: Case) -> Outcome:
    findings = []
    evidence = []
    confirmed = {(item.registry, name) for item in case.records or () for name in item.packages}
    for item in case.plan.publications:
        if not item.first or item.auth is not Auth.OIDC or _creates(item):
            continue
        name = get(item.registry).data.name
        new = item.new or item.packages
        missing = [one for one in new if (item.registry, one) not in confirmed]
        if not missing:
            evidence.append(f"{name} {', '.join(item.packages)}")
            continue
        findings.append(
            RULE.finding(
                f"{name} lets no workflow create {', '.join(missing)}: a {item.release} release "
                "fails until the first version was published by hand",
                declared(item, "first", "the first publication"),
                found="first: true",
                expected="a first version by hand, then the publisher",
                publications=(item.key,),
            )
        )
    return verdict(findings, evidence)


def _creates(item: Publication) -> bool:
    """Whether the workflow's first release makes the package, whatever is set up before it."""
    first = get(item.registry).data.first
    pending = item.record is not None and item.record.state is RecordState.PENDING
    return pending or (first is not None and first.way != "by-hand")


RULE = Rule(
    code="RB414",
    title="Packages that a workflow cannot create exist",
    why=(
        "Some registries take a publisher only for a package that exists. A new package in a "
        "list of others stops the release half-way."
    ),
    fix=(
        "Publish a first version by hand, register the publisher, note it with `runbook confirm`, "
        "and take `first: true` out of the descriptor."
    ),
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("no-pending", "first-by-hand"),
)
