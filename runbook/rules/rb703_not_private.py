"""RB703: no package to be published is marked as private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.registries.catalog import get
from runbook.rules.ask import declared
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.manifests import declaring, place_of

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome

_MARKS = {"npm": '"private": true', "crates-io": "publish = false"}


def _check(case: Case) -> Outcome:
    findings: dict[str, Finding] = {}
    evidence: list[str] = []
    for item in case.plan.publications:
        for package, manifests in declaring(case, item):
            for manifest in manifests:
                if not manifest.private:
                    evidence.append(f"{package}: {manifest.path}")
                    continue
                name = get(item.registry).data.name
                findings[manifest.path] = RULE.finding(
                    f"{manifest.path} marks {package} as private, so it is not published to {name}",
                    in_file(place_of(manifest), f"the manifest of {package}"),
                    declared(item, "packages", "the declared package"),
                    found=_MARKS.get(manifest.ecosystem, "private"),
                    expected="a package that may be published",
                    publications=(item.key,),
                )
    return verdict(list(findings.values()), evidence)


RULE = Rule(
    code="RB703",
    title="No published package is marked as private",
    why=(
        "The client refuses a package with this mark, or passes it over in a workspace without a "
        "word."
    ),
    fix="Remove the mark from the manifest, or the package from the descriptor.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
