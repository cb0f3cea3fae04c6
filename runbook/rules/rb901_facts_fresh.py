"""RB901: what runbook believes of the project's registries was checked not long ago."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.forges.facts import forge_facts
from runbook.registries.catalog import get
from runbook.rules.base import Phase, Rule, at_registry, on_forge, verdict
from runbook.rules.known import known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.case import Case
    from runbook.finding import Location, Outcome
    from runbook.model.fact import Fact


def _check(case: Case) -> Outcome:
    if not case.plan.publications:
        return verdict([], [])
    findings = []
    evidence = []
    for name, kind, facts, place in _groups(case):
        days = known("shelf_life")[kind]
        oldest = min((item.checked for item in facts), default=case.as_of)
        age = (date.fromisoformat(case.as_of) - date.fromisoformat(oldest)).days
        if age <= days:
            evidence.append(f"{name}: checked {oldest}")
            continue
        findings.append(
            RULE.finding(
                f"what is known of {name} was checked {age} days before {case.as_of}",
                place,
                found=f"checked {oldest}",
                expected=f"at most {days} days ago",
            )
        )
    return verdict(findings, evidence)


def _groups(case: Case) -> Iterator[tuple[str, str, Iterable[Fact], Location]]:
    for identifier in case.plan.registries():
        data = get(identifier).data
        place = at_registry(f"the documentation of {data.name}", data.links.get("docs"))
        yield data.name, "registries", data.facts, place
    forge = case.plan.project.forge
    yield forge.value, "forges", forge_facts(forge).values(), on_forge("the forge's documentation")


RULE = Rule(
    code="RB901",
    title="What is known of the registries is fresh",
    why=(
        "Registries change their forms, limits and messages without telling anybody. What is said "
        "here of them is only as good as the day on which somebody looked."
    ),
    fix="Upgrade runbook; `runbook facts` lists what it believes, with dates and sources.",
    severity=Severity.ADVICE,
    phase=Phase.UPKEEP,
    check=_check,
)
