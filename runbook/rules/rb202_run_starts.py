"""RB202: the forge accepts the workflow or pipeline file of a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.timeline import Stage, Verdict
from runbook.rules.ask import played, uploading
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.refusals import refusals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Workflow


def _check(case: Case) -> Outcome:
    first: dict[object, Finding] = {}
    for item in refusals(case, Stage.START):
        finding = RULE.finding(
            f"the run does not start: {item.step.message or item.step.reason}",
            in_file(item.step.span, "the workflow"),
        )
        first.setdefault(item.step.span or finding.message, finding)
    for workflow in _without_events(case):
        problem = workflow.problems[0]
        message = f"GitHub refuses {workflow.path}: {problem.message}"
        first[problem.span] = RULE.finding(message, in_file(problem.span, "the workflow"))
    evidence = [
        step.reason
        for release in uploading(case)
        for step in played(case, release).steps
        if step.stage is Stage.START and step.verdict is Verdict.GOES
    ]
    return verdict(list(first.values()), evidence)


def _without_events(case: Case) -> Iterator[Workflow]:
    """The files of the plan that GitHub refuses and no event starts, so that no play shows it."""
    if case.repository is None or not uploading(case):
        return
    for name in dict.fromkeys(item.workflow for item in case.plan.publications):
        workflow = case.repository.workflow(name)
        if workflow is not None and workflow.problems and not workflow.triggers:
            yield workflow


RULE = Rule(
    code="RB202",
    title="The runs of every release can start",
    why="GitHub judges the files before any job; a refused run has no jobs and no log.",
    fix="Correct the file at the place named.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    facts=("caller-ceiling",),
)
