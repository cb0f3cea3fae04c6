"""RB106: a rehearsal uploads nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Severity
from runbook.model.timeline import Result
from runbook.registries.catalog import get
from runbook.rules.ask import declared, played
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.found import FoundPublication
    from runbook.model.release import Release

_REACHES = {
    Result.PUBLISHED: Certainty.CERTAIN,
    Result.WAITING: Certainty.CERTAIN,
    Result.UNKNOWN: Certainty.POSSIBLE,
}


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for release in case.plan.releases:
        if release.uploads:
            continue
        endings = {item.publication: item.result for item in played(case, release).endings}
        for key, found in case.world.keyed():
            result = endings.get(key, Result.NOT_STARTED)
            if file_name(found.workflow) == release.workflow and result in _REACHES:
                findings.append(_finding(release, found, _REACHES[result]))
        evidence.append(release.name)
    return verdict(findings, evidence)


def _finding(release: Release, found: FoundPublication, certainty: Certainty) -> Finding:
    packages = ", ".join(found.packages) or "a package"
    name = get(found.registry).data.name
    return RULE.finding(
        f"the rehearsal {release.name} uploads {packages} to {name}",
        in_file(found.span, "the upload"),
        declared(release, "uploads", "the rehearsal"),
        certainty=certainty,
        severity=Severity.ERROR if certainty is Certainty.CERTAIN else Severity.WARNING,
    )


RULE = Rule(
    code="RB106",
    title="No rehearsal uploads anything",
    why="A rehearsal is run without care. What it uploads uses the version up for good.",
    fix="Give the uploading job an `if` that is false for the rehearsal's event and answers.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
