"""RB301: the gate lets the release's own refs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.environment import RefPolicy
from runbook.model.release import StartedBy
from runbook.model.timeline import Stage, Verdict
from runbook.rules.ask import declared, gate_of, keys, played, uploading, users_of
from runbook.rules.base import Phase, Rule, on_forge, verdict

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.environment import Environment
    from runbook.model.release import Release
    from runbook.model.timeline import TimelineStep


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for release in uploading(case):
        steps = [step for step in played(case, release).steps if step.stage is Stage.POLICY]
        evidence += [step.reason for step in steps if step.verdict is Verdict.GOES]
        refused = {step.environment: step for step in steps if step.verdict is Verdict.STOPS}
        findings += [
            _finding(case, release, step)
            for name, step in refused.items()
            if not _is_for_others(case, release, name)
        ]
    return verdict(findings, evidence)


def _is_for_others(case: Case, release: Release, environment: str) -> bool:
    """Whether only other releases are planned to pass the gate: RB102 or RB105 names the cause."""
    using = {item.release for item in users_of(case, environment)}
    return bool(using) and release.name not in using


def _finding(case: Case, release: Release, step: TimelineStep) -> Finding:
    gate = gate_of(case, step.environment)
    kind = "tags" if release.by in (StartedBy.TAG, StartedBy.RELEASE) else "branches"
    rules = _rules(gate) if gate else []
    refs = release.tags or release.branches
    place = declared(gate, kind, "the environment's rules") if gate else on_forge(step.environment)
    return RULE.finding(
        f"the environment {step.environment} refuses every {release.name} release: {step.message} "
        f"The reason: {step.reason}.",
        place,
        declared(release, kind, "what starts the release"),
        found=", ".join(rules) or "no rule",
        expected=f"a rule for {kind} that lets {', '.join(refs)} in" if refs else None,
        publications=keys(case.plan.of_release(release.name)),
    )


def _rules(gate: Environment) -> list[str]:
    if gate.policy is RefPolicy.PROTECTED:
        return [gate.policy.value]
    typed = (("tag", gate.tags), ("branch", gate.branches))
    return [f"{pattern} ({kind})" for kind, patterns in typed for pattern in patterns]


RULE = Rule(
    code="RB301",
    title="Every environment lets the refs of its own releases in",
    why=(
        "The job of a refused ref fails within seconds and leaves no log. A rehearsal from a "
        "branch meets the same gate with another ref and does not show it."
    ),
    fix="Add a rule for the ref of the release to the environment, of the right type.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    facts=("refused-ref-not-in-log", "policy-typed"),
)
