"""RB207: a job that attests may do so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Fix, Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.edits import scope_edit
from runbook.rules.uploads import publishing_steps, written_grant

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.rules.uploads import Placed

_ACTIONS = frozenset({"actions/attest", "actions/attest-build-provenance", "actions/attest-sbom"})
_NEEDED = ("id-token", "attestations")


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for item in publishing_steps(case):
        if item.step.uses is None or item.step.uses.action not in _ACTIONS:
            continue
        grant = written_grant(item.workflow, item.job)
        lacking = [name for name in _NEEDED if grant is not None and grant.level(name) != "write"]
        evidence.append(f"{item.job.id} attests")
        findings += [_finding(item, lacking)] if lacking else []
    return verdict(findings, evidence)


def _finding(item: Placed, lacking: list[str]) -> Finding:
    uses = item.step.uses
    needed = ", ".join(f"{name}: write" for name in lacking)
    edits = scope_edit(item.workflow.text, item.job.permissions, lacking[0], "write")
    edits = edits if len(lacking) == 1 else ()
    place = item.job.permissions.span if item.job.permissions else item.job.key_span
    return RULE.finding(
        f"the job {item.job.id} attests what it builds and lacks {needed}",
        in_file(uses.span if uses else item.step.span, "the attestation"),
        in_file(place, "the permissions"),
        found=f"no {needed}",
        expected=needed,
        fix=Fix(RULE.fix, edits),
    )


RULE = Rule(
    code="RB207",
    title="Jobs that attest have the permissions for it",
    why="Without `attestations: write` and `id-token: write` the step fails, after the build.",
    fix="Give the job `id-token: write` and `attestations: write`.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    sources=("https://github.com/actions/attest README",),
)
