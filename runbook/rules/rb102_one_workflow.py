"""RB102: one event starts one workflow that uploads a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Severity
from runbook.model.timeline import Result
from runbook.registries.catalog import get
from runbook.rules.ask import played, uploading
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.duplicates import all_duplicates
from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.rules.duplicates import Duplicate

# Registries to which several jobs may each upload some files of one version.
_BY_FILE = frozenset({"pypi", "testpypi", "rubygems", "nuget"})


def _check(case: Case) -> Outcome:
    evidence = [
        f"{release.name}: {len(played(case, release).endings)} uploads"
        for release in uploading(case)
        if case.repository is not None
    ]
    return verdict([_finding(item) for item in all_duplicates(case)], evidence)


def _finding(item: Duplicate) -> Finding:
    name = get(item.found.registry).data.name
    package = next(iter(set(item.found.packages) & set(item.planned.packages)))
    harmless = item.found.registry in _BY_FILE and item.result is not Result.REFUSED
    return RULE.finding(
        f"a {item.release.name} release uploads {package} to {name} twice: from "
        f"{file_name(item.planned.workflow)} and from {file_name(item.found.workflow)}",
        in_file(item.found.span, f"the upload of {file_name(item.found.workflow)}"),
        in_file(item.planned.span, f"the upload of {file_name(item.planned.workflow)}"),
        certainty=Certainty.POSSIBLE if harmless else Certainty.CERTAIN,
        severity=Severity.WARNING if harmless else Severity.ERROR,
        publications=(item.key,),
    )


RULE = Rule(
    code="RB102",
    title="No two workflows upload the same package on one event",
    why=(
        "Both runs start at once. A registry takes a version once, and a publisher record names "
        "one file: the second upload is refused, and which one is second changes."
    ),
    fix="Remove the upload from one of the files, or give it another event.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
