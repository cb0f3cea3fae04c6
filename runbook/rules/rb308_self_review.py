"""RB308: the one who may approve is not the one who may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Severity
from runbook.model.environment import ReviewerKind
from runbook.model.origin import Unset
from runbook.rules.ask import declared, gate_of, keys, users
from runbook.rules.base import Phase, Rule, verdict

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for environment in case.plan.environments:
        gate = gate_of(case, environment.name) or environment
        if isinstance(gate.reviewers, Unset) or not gate.reviewers:
            continue
        people = [item for item in gate.reviewers if item.kind is ReviewerKind.USER]
        alone = len(people) == len(gate.reviewers) == 1
        if gate.prevent_self_review is not True or not alone:
            evidence.append(f"{gate.name}: {', '.join(map(str, gate.reviewers))}")
            continue
        findings.append(
            RULE.finding(
                f"{people[0].name} is the only reviewer of {gate.name} and may not approve runs "
                "they started themselves",
                declared(gate, "reviewers", "the reviewers"),
                declared(gate, "prevent_self_review", "the switch"),
                found="one reviewer, self-review prevented",
                expected="a second reviewer",
                certainty=Certainty.LIKELY,
                publications=keys(users(case, environment)),
            )
        )
    return verdict(findings, evidence)


RULE = Rule(
    code="RB308",
    title="Somebody else can approve what a reviewer starts",
    why="With self-review prevented and one reviewer, that reviewer's own releases wait for ever.",
    fix="Add a second reviewer, or allow self-review.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("approval-expires",),
)
