"""RB406: what is granted is granted to this repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.forge import ForgeKind
from runbook.rules.base import Phase, Rule, in_descriptor, in_file, on_forge, verdict
from runbook.rules.manifests import repository_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Location, Outcome
    from runbook.repository.model import Manifest

_BY_NPM = "npm"  # npm's own check of that address is another rule


def _check(case: Case) -> Outcome:
    findings = []
    evidence = []
    project = case.plan.project
    for found, place, severity in _named(case):
        if _equal(case, found, project.full_name):
            evidence.append(f"{place.label}: {found}")
            continue
        origin = project.origin_of("owner").span or project.origin_of("repo").span
        findings.append(
            RULE.finding(
                f"the plan is about {project.full_name}, but {place.label} is {found}",
                *_places(in_descriptor(origin, "the declared owner and repository"), place),
                found=project.full_name,
                expected=found,
                severity=severity,
            )
        )
    return verdict(findings, evidence)


def _places(declared: Location, other: Location) -> tuple[Location, Location]:
    """What was declared first; where nothing was, the other place."""
    return (other, declared) if declared.span is None else (declared, other)


def _equal(case: Case, one: str, other: str) -> bool:
    """GitHub tells no cases apart; a difference in case alone is left to the registries' rules."""
    if case.plan.project.forge is ForgeKind.GITHUB:
        return one.lower() == other.lower()
    return one == other


def _named(case: Case) -> Iterator[tuple[str, Location, Severity]]:
    """(owner/repo, where it is said, how bad a difference is)."""
    if case.live is not None:
        yield case.live.repository, on_forge("the observed repository"), Severity.ERROR
    if case.repository is None:
        return
    git = case.repository.git
    if git.host == case.plan.project.host and git.owner and git.repo:
        yield f"{git.owner}/{git.repo}", on_forge("the remote of this checkout"), Severity.ERROR
    for manifest in _published(case):
        found = repository_of(manifest, case.plan.project.host)
        if found:
            label = f"the repository address in {manifest.path}"
            place = in_file(manifest.name_span or manifest.version_span, label)
            yield found, place, Severity.WARNING


def _published(case: Case) -> Iterator[Manifest]:
    names = {name for item in case.plan.publications for name in item.packages}
    for manifest in case.repository.manifests if case.repository else ():
        if manifest.name in names and manifest.ecosystem != _BY_NPM:
            yield manifest


RULE = Rule(
    code="RB406",
    title="The descriptor is about this repository",
    why=(
        "Owner and repository end up in every publisher record. A wrong value, typed or slipped "
        "in, lets somebody else's repository publish the packages."
    ),
    fix=(
        "Correct `owner` and `repo` in the descriptor. Where the checkout is a clone of a fork, "
        "the two differ on purpose; check the original instead."
    ),
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    trust=True,
)
