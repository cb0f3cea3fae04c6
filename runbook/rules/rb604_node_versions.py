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
    old: dict[tuple[str, str], list[Uses]] = {}
    evidence: list[str] = []
    for uses, _ in actions(case):
        first = parse_version(pins["node"].get(uses.action, ""))
        version = version_of(uses)
        if first is None or version is None:
            continue
        if is_older(version, first):
            shown = "v" + ".".join(str(part) for part in version)
            old.setdefault((uses.action, shown), []).append(uses)
        else:
            evidence.append(uses.action)
    return verdict([_finding(*key, pins["node"][key[0]], used) for key, used in old.items()],
                   evidence)  # fmt: skip


def _finding(action: str, version: str, first: str, used: list[Uses]) -> Finding:
    return RULE.finding(
        f"{action} {version} was written for Node.js 20, which the hosted runners no longer have",
        *(in_file(uses.span, "the action") for uses in used),
        found=version,
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
