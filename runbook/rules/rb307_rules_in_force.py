"""RB307: the subscription puts the declared protection into force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity, Unknown
from runbook.forges.github.semantics.tiers import Feature, in_force
from runbook.model.forge import ForgeKind
from runbook.model.origin import Unset
from runbook.rules.ask import declared, keys, users
from runbook.rules.base import Phase, Rule, verdict
from runbook.simulation.gate import PROTECTING, waits_for

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.environment import Environment


def _check(case: Case) -> Outcome:
    project = case.plan.project
    if project.forge is ForgeKind.GITLAB:
        return _on_gitlab(case)
    findings: list[Finding] = []
    evidence: list[str] = []
    unknown = False
    for environment in case.plan.environments:
        for feature, field in _wanted(environment):
            answer = in_force(feature, project.visibility, project.tier)
            if answer is None:
                unknown = True
            elif answer:
                evidence.append(f"{environment.name}: {feature.value}")
            else:
                findings.append(
                    RULE.finding(
                        f"{feature.value} of the environment {environment.name} are ignored in a "
                        "repository like this one",
                        declared(environment, field, "the setting"),
                        found=f"{project.visibility} repository, plan {project.tier}",
                        expected="a public repository or GitHub Enterprise",
                        publications=keys(users(case, environment)),
                    )
                )
    if unknown and not findings:
        return Unknown("say `visibility` and `forge: {tier: ...}` in the descriptor")
    return verdict(findings, evidence)


def _on_gitlab(case: Case) -> Outcome:
    """Approvals come with the plan, whoever sees the project."""
    gates = [item for item in case.plan.environments if waits_for(item)]
    tier = case.plan.project.tier
    if gates and isinstance(tier, Unset):
        return Unknown("say `forge: {tier: ...}` in the descriptor")
    findings = [
        RULE.finding(
            f"the approval of the environment {gate.name} does not exist in this plan",
            declared(gate, "reviewers", "the setting"),
            found=f"plan {tier}",
            expected="GitLab Premium or Ultimate",
            fix="Change the plan, or let protected tags say who can start the release, and take "
            "the reviewers out of the descriptor.",
            publications=keys(users(case, gate)),
        )
        for gate in gates
        if tier not in PROTECTING
    ]
    return verdict(findings, [f"{gate.name}: {tier}" for gate in gates])


def _wanted(environment: Environment) -> list[tuple[Feature, str]]:
    wanted = []
    reviewers = () if isinstance(environment.reviewers, Unset) else environment.reviewers
    waits = not isinstance(environment.wait_minutes, Unset) and environment.wait_minutes
    if reviewers or waits:
        wanted.append((Feature.APPROVAL, "reviewers" if reviewers else "wait_minutes"))
    if environment.tags or environment.branches:
        wanted.append((Feature.REF_POLICY, "tags" if environment.tags else "branches"))
    return wanted


RULE = Rule(
    code="RB307",
    title="The subscription puts the environments' protection into force",
    why=(
        "In private repositories of a lower plan, GitHub applies no reviewers and no ref rules; "
        "GitLab has no approvals below Premium."
    ),
    fix=(
        "Change to a plan with such gates, or do not count on this one; where public repositories "
        "have them on every plan, making the repository public is enough too."
    ),
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("reviewers-by-plan", "environments-by-plan"),
)
