"""RB706: a local action is in the workspace when a publishing job uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.forges.github.semantics.walks import flat
from runbook.forges.github.syntax.model import UsesKind
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.uploads import publishing

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Job, Step, Workflow

_CHECKOUT = "checkout"  # actions/checkout, and those that do its work


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for workflow in _workflows(case):
        for job in workflow.jobs.values():
            for step, problem in _local_steps(case, job):
                if problem:
                    findings.append(_finding(job, step, problem))
                else:
                    evidence.append(f"{job.id}: {step.uses.text if step.uses else ''}")
    return verdict(findings, evidence)


def _workflows(case: Case) -> list[Workflow]:
    """The files that publish, and those that should: a missing action hides its upload."""
    planned = {name for item in case.plan.publications for name in item.call_path}
    found = {item.path for item in publishing(case)}
    files = case.repository.workflows if case.repository else ()
    return [item for item in files if item.file in planned or item.path in found]


def _local_steps(case: Case, job: Job) -> list[tuple[Step, str]]:
    """The steps that use an action of the workspace, and what is wrong with each."""
    found: list[tuple[Step, str]] = []
    checkouts: list[Step] = []
    unknown = False  # a script may have fetched anything
    for step in flat(job.steps):
        uses = step.uses
        if uses is not None and uses.kind is UsesKind.REMOTE and _CHECKOUT in uses.action:
            checkouts.append(step)
        elif uses is not None and uses.kind is UsesKind.LOCAL:
            found.append((step, _problem(case, uses.path, checkouts, unknown=unknown)))
        unknown = unknown or (step.run is not None and "git " in step.run.value)
    return found


def _problem(case: Case, path: str, checkouts: list[Step], *, unknown: bool) -> str:
    if not checkouts:
        return "" if unknown else "no step before it checks the repository out"
    plain = all(not {"path", "repository", "ref"} & set(step.with_) for step in checkouts)
    known = case.repository is not None and path in case.repository.actions
    if known or not plain or unknown:
        return ""
    return f"there is no action in {path or 'the root'} of the repository"


def _finding(job: Job, step: Step, problem: str) -> Finding:
    uses = step.uses
    text = uses.text if uses else ""
    return RULE.finding(
        f"the job {job.id} uses {text}, but {problem}",
        in_file(uses.span if uses else step.span, "the step"),
        found=text,
        expected="a checkout in a step before, and an action at that path",
    )


RULE = Rule(
    code="RB706",
    title="Local actions are in the workspace when a job uses them",
    why=(
        "A step's `./` path is looked up in the files of the runner, where nothing is until a step "
        "checks the repository out."
    ),
    fix="Check the repository out in a step before, and give the folder of the action.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
