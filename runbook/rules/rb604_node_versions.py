"""RB604: no action needs a Node.js that the runners no longer have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.known import known
from runbook.rules.pinned import actions, is_older, parse_version, version_of

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Uses


def _check(case: Case) -> Outcome:
    pins = known("pins")
    if case.as_of < str(pins["node_until"]):
        return verdict([], [])
    findings: list[Finding] = []
    evidence: list[str] = []
    for uses, _ in actions(case):
        first = parse_version(pins["node"].get(uses.action, ""))
        version = version_of(uses)
        if first is None or version is None:
            continue
        if is_older(version, first):
            findings.append(_finding(uses, pins["node"][uses.action]))
        else:
            evidence.append(uses.action)
    return verdict(findings, evidence)


def _finding(uses: Uses, first: str) -> Finding:
    version = ".".join(str(part) for part in version_of(uses) or ())
    return RULE.finding(
        f"{uses.action} v{version} was written for Node.js 20, which the hosted runners no "
        "longer have",
        in_file(uses.span, "the action"),
        found=f"v{version}",
        expected=f"{first} or newer",
        certainty=Certainty.LIKELY,
    )


RULE = Rule(
    code="RB604",
    title="Actions of publishing workflows run on a Node.js that the runners have",
    why="Node.js 20 left the hosted runners; an older action may fail when it is loaded.",
    fix="Update the action to the version named, or a newer one.",
    severity=Severity.WARNING,
    phase=Phase.UPKEEP,
    check=_check,
    facts=("node20-removed",),
)
