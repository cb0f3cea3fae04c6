"""RB305: no job enters an environment that GitHub would have to create."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Severity
from runbook.forges.github.semantics.environments import PAGES
from runbook.forges.links import forge_link
from runbook.model.timeline import Stage, Verdict
from runbook.rules.ask import learn_of, uploading
from runbook.rules.base import Phase, Rule, in_file, on_forge, verdict
from runbook.rules.open_gates import beyond_gates
from runbook.rules.refusals import differing, refusals

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.timeline import TimelineStep

_CREATED = "environment-created-by-use"


def _check(case: Case) -> Outcome:
    evidence: list[str] = []
    unknown: list[str] = []
    created: dict[tuple[str, str, str], TimelineStep] = {}
    for release in uploading(case):
        for step in beyond_gates(case, release).steps:
            if step.stage is not Stage.ENVIRONMENT or not step.environment:
                continue
            if step.verdict is Verdict.UNKNOWN:
                unknown.append(step.environment)
            elif _CREATED in step.facts:
                created.setdefault((step.workflow, step.job, step.environment), step)
            else:
                evidence.append(f"{step.job}: {step.environment}")
    known = _refused(case)
    told = [
        step for step in created.values() if _of(step) not in known and not _of_pages(case, step)
    ]
    if unknown and not told:
        return learn_of(case, unknown)
    return verdict([_finding(case, step) for step in told], evidence)


def _of_pages(case: Case, step: TimelineStep) -> bool:
    """Whether the job only deploys to GitHub Pages, in whose environment nothing is published."""
    entered = {(item.environment or "").casefold() for item in case.plan.publications}
    return step.environment.casefold() == PAGES and PAGES not in entered


def _refused(case: Case) -> set[tuple[str, str]]:
    """Jobs and environments that a record refuses: there the name itself is the fault."""
    return {
        _of(item.step) for item in refusals(case, Stage.EXCHANGE) if differing(item, "environment")
    }


def _of(step: TimelineStep) -> tuple[str, str]:
    return step.job, step.environment


def _finding(case: Case, step: TimelineStep) -> Finding:
    known = case.live.environments if case.live else case.plan.environments
    where = "on GitHub" if case.live else "in the descriptor"
    address = forge_link(case.plan.project, "environments")
    return RULE.finding(
        f"the environment {step.environment} of the job {step.job} does not exist {where}; "
        "where it is missing, the run creates it without any protection",
        in_file(step.span, f"the environment of {step.job}"),
        on_forge("the environments of the repository", address),
        found=step.environment,
        expected=", ".join(item.name for item in known) or "an environment that exists",
        certainty=Certainty.CERTAIN if case.live else Certainty.LIKELY,
    )


RULE = Rule(
    code="RB305",
    title="Every environment that a publishing job enters exists",
    why=(
        "GitHub creates an environment that does not exist, without reviewers and without rules. "
        "A misspelt name so leads around the gate, in silence."
    ),
    fix="Correct the name in the job, or create the environment with its rules first.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    facts=(_CREATED,),
)
