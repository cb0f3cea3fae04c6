"""RB306: no expression takes the environment away from a publishing job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.timeline import Stage, Verdict
from runbook.rules.ask import uploading
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.open_gates import beyond_gates
from runbook.rules.refusals import differing, refusals

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Outcome
    from runbook.model.timeline import TimelineStep

_EMPTY = "empty-environment-is-none"


def _check(case: Case) -> Outcome:
    evidence: list[str] = []
    empty: dict[tuple[str, str], tuple[TimelineStep, str]] = {}
    for release in uploading(case):
        for step in beyond_gates(case, release).steps:
            if step.stage is not Stage.ENVIRONMENT or step.verdict is not Verdict.GOES:
                continue
            if _EMPTY in step.facts:
                empty.setdefault((step.workflow, step.job), (step, release.name))
            else:
                evidence.append(f"{step.job}: {step.environment}")
    refused = {
        item.step.job for item in refusals(case, Stage.EXCHANGE) if differing(item, "environment")
    }
    findings = [
        RULE.finding(
            f"in a {release} release the environment of the job {step.job} is an empty text, so "
            "the job passes no gate at all",
            in_file(step.span, f"the environment of {step.job}"),
            found="an empty name",
            expected="the name of an environment for every release",
        )
        for step, release in empty.values()
        if step.job not in refused
    ]
    return verdict(findings, evidence)


RULE = Rule(
    code="RB306",
    title="The environment of a publishing job is never empty",
    why=(
        "An environment whose expression yields an empty text is no environment: nobody approves, "
        "no rule looks at the ref, and the token does not carry the claim."
    ),
    fix="Write the name down, or make every branch of the expression yield one.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    facts=(_EMPTY,),
)
