"""RB302: the gate of one release does not let the refs of another one in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.forges.github.semantics.policies import judge
from runbook.rules.ask import declared, gate_of, keys, uploading, users
from runbook.rules.base import Phase, Rule, verdict
from runbook.simulation.of_release import event_of

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for environment in case.plan.environments:
        gate = gate_of(case, environment.name) or environment
        mine = {item.release for item in users(case, environment)}
        if not mine:
            continue
        for other in uploading(case):
            if other.name in mine:
                continue
            event = event_of(case.plan.project, other)
            answer = judge(gate, event.ref)
            if answer.allowed is not True or not answer.pattern:
                evidence.append(f"{environment.name} refuses {event.name}: {answer.reason}")
                continue
            findings.append(
                RULE.finding(
                    f"the environment {environment.name} also lets {event.name} in, "
                    f"which is a {other.name} release",
                    declared(gate, "tags" if event.is_tag else "branches", "the rule"),
                    declared(other, "tags", "what starts the other release"),
                    found=answer.pattern,
                    expected=f"no pattern that matches {event.name}",
                    publications=keys(users(case, environment)),
                )
            )
    return verdict(findings, evidence)


RULE = Rule(
    code="RB302",
    title="No environment lets the refs of another release in",
    why=(
        "An environment's rules only allow. A pattern that is too wide lets a workflow that is "
        "meant for another release pass this gate."
    ),
    fix=(
        "Use disjoint names for the two releases, or list patterns that match only this one's; "
        "an exclusion exists in `on.push.tags`, not here."
    ),
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("policy-no-exclusion",),
)
