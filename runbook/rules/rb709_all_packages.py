"""RB709: the uploads of a publication carry every package it should publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Severity
from runbook.registries.catalog import get
from runbook.repository.members import ecosystem_of
from runbook.rules.ask import declared
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.manifests import declaring, same_name
from runbook.rules.uploads import planned_for

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.found import FoundPublication
    from runbook.model.publication import Publication

_IMAGES = "containers"


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for item in case.plan.publications:
        made = [one for one in case.found_for(item) if item in planned_for(case, one)]
        names = _to_carry(case, item)
        if len(names) < 2 or not made or not all(map(_says_what, made)):  # noqa: PLR2004
            continue
        carried = [name for one in made for name in one.packages]
        left = [name for name in names if not _among(name, carried, item.registry)]
        if left:
            findings.append(_finding(item, made[0], left))
        else:
            evidence.append(f"{item.key}: {', '.join(names)}")
    return verdict(findings, evidence)


def _to_carry(case: Case, item: Publication) -> list[str]:
    """Images, and packages of manifests that let them be published (RB701 and RB703 ask)."""
    if get(item.registry).data.ecosystem == _IMAGES:
        return list(item.packages)
    inside = declaring(case, item)
    return [name for name, found in inside if any(not one.private for one in found)]


def _says_what(found: FoundPublication) -> bool:
    """Whether the upload names its packages, or carries the one of its folder and no other."""
    data = get(found.registry).data
    alone = {client.id for client in data.clients if not client.several}
    return bool(found.packages) and (data.ecosystem == _IMAGES or found.client in alone)


def _among(name: str, carried: list[str], registry: str) -> bool:
    return any(same_name(name, one, ecosystem_of(registry)) for one in carried)


def _finding(item: Publication, found: FoundPublication, left: list[str]) -> Finding:
    name = get(item.registry).data.name
    return RULE.finding(
        f"{' and '.join(left)} should go to {name} too, and what uploads there in {item.workflow} "
        f"carries {', '.join(found.packages)}",
        in_file(found.span, "the upload"),
        declared(item, "packages", "the declared packages"),
        found=", ".join(found.packages),
        expected=", ".join(item.packages),
        certainty=Certainty.LIKELY,
        publications=(item.key,),
    )


RULE = Rule(
    code="RB709",
    title="Every declared package is uploaded",
    why=(
        "A command that publishes one package of a workspace leaves the others on their old "
        "version, in a green run."
    ),
    fix="Upload the whole workspace, or every package by name; else take it off the descriptor.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
