"""RB301: the gate lets the release's own refs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.release import StartedBy
from runbook.model.timeline import Stage, Verdict
from runbook.rules.base import Phase, Rule, in_descriptor, verdict
from runbook.simulation.of_release import event_of
from runbook.simulation.run import simulate

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.release import Release
    from runbook.model.timeline import TimelineStep


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for release in case.plan.releases:
        if not release.uploads:
            continue
        event = event_of(case.plan.project, release)
        timeline = simulate(case.world, event, case.as_of)
        steps = [step for step in timeline.steps if step.stage is Stage.POLICY]
        evidence += [step.reason for step in steps if step.verdict is Verdict.GOES]
        refused = {step.environment: step for step in steps if step.verdict is Verdict.STOPS}
        findings += [_finding(case, release, step) for step in refused.values()]
    return verdict(findings, evidence)


def _finding(case: Case, release: Release, step: TimelineStep) -> Finding:
    environment = case.plan.environment(step.environment)
    origin = environment.origin_of("branches") if environment else None
    gate = in_descriptor(origin.span if origin else None, "the environment's rules")
    name = "tags" if release.by is StartedBy.TAG else "branches"
    trigger = in_descriptor(release.origin_of(name).span, "what starts the release")
    return RULE.finding(
        f"the environment {step.environment} refuses every {release.name} release: {step.message}",
        gate,
        trigger,
        found=", ".join((*environment.tags, *environment.branches)) if environment else None,
        expected=", ".join(release.tags or release.branches) or None,
        publications=tuple(item.key for item in case.plan.of_release(release.name)),
    )


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
