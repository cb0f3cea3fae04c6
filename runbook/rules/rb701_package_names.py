"""RB701: the packages of the descriptor are those of the manifests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Fix, Severity
from runbook.registries.catalog import get
from runbook.repository.members import ecosystem_of, is_workspace
from runbook.rules.ask import declared
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.edits import descriptor_edit
from runbook.rules.manifests import declaring, own_manifests, place_of

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Edit, Finding, Outcome
    from runbook.model.publication import Publication
    from runbook.repository.model import Manifest


def _check(case: Case) -> Outcome:
    findings: dict[tuple[str, str], Finding] = {}
    evidence: list[str] = []
    for item in case.plan.publications:
        known = own_manifests(case, ecosystem_of(item.registry))
        named = [one for one in known if one.name]
        if not named or len(named) != len([one for one in known if _is_package(one)]):
            continue  # a computed name may be any name
        for package, manifests in declaring(case, item):
            if manifests:
                evidence.append(f"{package}: {manifests[0].path}")
            else:
                key = (package, named[0].path)
                make = _no_member if is_workspace(package) else _finding
                findings.setdefault(key, make(case, item, package, named))
    return verdict(list(findings.values()), evidence)


def _is_package(manifest: Manifest) -> bool:
    """A manifest that only lists members names no package."""
    return bool(manifest.name) or "name" in manifest.dynamic or not manifest.members


def _finding(case: Case, item: Publication, package: str, named: list[Manifest]) -> Finding:
    names = ", ".join(dict.fromkeys(one.name or "" for one in named))
    registry = get(item.registry).data
    return RULE.finding(
        f"the descriptor publishes {package} to {registry.name}, and no manifest is called so: "
        f"{'it is' if len(named) == 1 else 'they are'} {names}",
        in_file(place_of(named[0]), f"the name in {named[0].path}"),
        declared(item, "packages", "the declared package"),
        found=names,
        expected=package,
        certainty=Certainty.LIKELY,
        fix=Fix(RULE.fix, _edits(case, item, package, named)),
        publications=(item.key,),
    )


def _no_member(case: Case, item: Publication, pattern: str, named: list[Manifest]) -> Finding:
    del case
    name = get(item.registry).data.name
    folders = ", ".join(dict.fromkeys(one.folder or "." for one in named))
    return RULE.finding(
        f"no folder that {pattern} matches holds a package for {name}",
        declared(item, "packages", "the declared workspace"),
        found=f"packages in {folders}",
        expected=f"packages in {pattern}",
        fix=Fix("Write a pattern that matches the folders of the packages."),
        publications=(item.key,),
    )


def _edits(case: Case, item: Publication, package: str, named: list[Manifest]) -> tuple[Edit, ...]:
    """Give the descriptor the only name there is; which side is right is for a person to see."""
    if len(named) != 1:
        return ()
    span = item.origin_of("packages").span
    return descriptor_edit(case, span, package, named[0].name or package)


RULE = Rule(
    code="RB701",
    title="The descriptor's packages are those of the manifests",
    why=(
        "The name in the manifest is the one that is uploaded. A publisher for another name does "
        "not cover it, and a pending one creates a project that nobody wanted."
    ),
    fix="Write the manifest's name into the descriptor, and check the publisher record.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
