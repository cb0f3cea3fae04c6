"""RB310: an environment protects something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.environment import RefPolicy
from runbook.model.origin import Unset
from runbook.rules.ask import declared, gate_of, keys, learn_of, users
from runbook.rules.base import Phase, Rule, verdict

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.environment import Environment


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    unknown = []
    for environment in case.plan.environments:
        mine = users(case, environment)
        gate = gate_of(case, environment.name) or environment
        if not mine:
            continue
        answer = _protects(gate)
        if answer is None:
            unknown.append(gate.name)
        elif answer:
            evidence.append(gate.name)
        else:
            findings.append(
                RULE.finding(
                    f"the environment {gate.name} has neither reviewers nor rules for refs: it "
                    "protects nothing",
                    declared(gate, "name", "the environment"),
                    found="no protection rule",
                    expected="reviewers, or rules for branches and tags",
                    publications=keys(mine),
                )
            )
    if unknown and not findings:
        return learn_of(case, unknown)
    return verdict(findings, evidence)


def _protects(gate: Environment) -> bool | None:
    if gate.tags or gate.branches or gate.policy is RefPolicy.PROTECTED:
        return True
    if not isinstance(gate.reviewers, Unset) and gate.reviewers:
        return True
    said = not isinstance(gate.reviewers, Unset) and not isinstance(gate.policy, Unset)
    return False if said else None


RULE = Rule(
    code="RB310",
    title="Every environment that gates a publication has a protection rule",
    why="An environment without rules only gives the token a claim; every branch passes it.",
    fix="Add reviewers, or rules for the refs of the release.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("environment-created-by-use",),
)
