"""RB206: what is uploaded was built in another job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.publication import Auth
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.commands import commands, place_of
from runbook.rules.known import known
from runbook.rules.uploads import steps_of, uploads

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.rules.uploads import Uploading
    from runbook.source import Span

# Registries that take files which a job without sources can upload.
_OF_FILES = frozenset({"pypi", "testpypi", "nuget"})


def _check(case: Case) -> Outcome:
    findings: dict[Span, Finding] = {}
    evidence: list[str] = []
    for item in uploads(case):
        if item.found.auth is not Auth.OIDC or item.found.registry not in _OF_FILES:
            continue
        building = _building(case, item)
        if building is None:
            evidence.append(f"{item.job.id} only uploads")
        else:
            findings.setdefault(building, _finding(item, building))
    return verdict(list(findings.values()), evidence)


def _building(case: Case, item: Uploading) -> Span | None:
    """Where the job begins to build."""
    if case.repository is None:
        return None
    builders: list[list[str]] = known("builders")["commands"]
    actions: list[str] = known("builders")["actions"]
    for placed in steps_of(case.repository, item.workflow, item.job):
        if placed.step.uses is not None and placed.step.uses.action in actions:
            return place_of(placed)
        for words, span in commands(placed):
            if any(words[: len(start)] == tuple(start) for start in builders):
                return span
    return None


def _finding(item: Uploading, building: Span) -> Finding:
    return RULE.finding(
        f"the job {item.job.id} builds and uploads: whatever the build installs runs where a "
        "token for the registry can be had",
        in_file(building, "the build"),
        in_file(item.found.span, "the upload"),
    )


RULE = Rule(
    code="RB206",
    title="Builds run in another job than the upload",
    why=(
        "A build runs code of its dependencies. In the uploading job that code can ask for the "
        "same token as the upload, and publish something else."
    ),
    fix="Build in a job without `id-token`, hand the files over as an artifact, and upload those.",
    severity=Severity.ADVICE,
    phase=Phase.SET_UP,
    check=_check,
)
