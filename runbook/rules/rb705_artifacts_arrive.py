"""RB705: a publishing job fetches what another job stored."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from runbook.finding import Certainty, Fix, Severity
from runbook.forges.github.syntax.model import UsesKind
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.displaced import needed, publishing_jobs
from runbook.rules.edits import text_edit
from runbook.rules.uploads import steps_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Job, Text, Workflow
    from runbook.repository.model import Repository
    from runbook.rules.uploads import Placed

_STORES, _FETCHES = "actions/upload-artifact", "actions/download-artifact"
_DEFAULT = "artifact"
_ELSEWHERE = ("run-id", "artifact-ids", "repository")
_STORES_NOTHING = ("actions/", "astral-sh/setup-uv", "dtolnay/rust-toolchain", "pypa/cibuildwheel")


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    if case.repository is None:
        return verdict([], [])
    for workflow, job in publishing_jobs(case):
        before = [job, *needed(workflow, job)]
        stored, sure = _stored(case.repository, workflow, before)
        for wanted in _fetched(case.repository, workflow, job):
            if wanted.value in stored:
                evidence.append(f"{job.id}: {wanted.value}")
                continue
            if wanted.value in _stored(case.repository, workflow, list(workflow.jobs.values()))[0]:
                continue  # a job that is not waited for stores it, which RB112 reports
            near = get_close_matches(wanted.value, stored, n=1)
            if stored and (sure or near):
                findings.append(_finding(workflow, wanted, near or stored, before[1:], sure=sure))
    return verdict(findings, evidence)


def _fetched(repository: Repository, workflow: Workflow, job: Job) -> Iterator[Text]:
    """The literal names of what a job fetches from its own run."""
    for placed in steps_of(repository, workflow, job):
        given = placed.step.with_
        name = given.get("name")
        own = _action(placed) == _FETCHES and not placed.action
        if not own or name is None or name.is_dynamic or not name.value:
            continue
        if not any(key in given for key in _ELSEWHERE):
            yield name


def _stored(repository: Repository, workflow: Workflow, jobs: list[Job]) -> tuple[list[str], bool]:
    """What the jobs store, and whether they can store nothing else."""
    names: list[str] = []
    sure = all(job.uses is None for job in jobs)
    for job in jobs:
        for placed in steps_of(repository, workflow, job):
            action = _action(placed)
            if action == _STORES:
                name = placed.step.with_.get("name")
                sure = sure and (name is None or not name.is_dynamic)
                names.append(name.value if name else _DEFAULT)
            elif action and job is not jobs[0]:
                sure = sure and action.startswith(_STORES_NOTHING)
    return list(dict.fromkeys(names)), sure


def _action(placed: Placed) -> str:
    uses = placed.step.uses
    return uses.action if uses is not None and uses.kind is UsesKind.REMOTE else ""


def _finding(
    workflow: Workflow, wanted: Text, names: list[str], before: list[Job], *, sure: bool
) -> Finding:
    listed = ", ".join(names)
    edits = (text_edit(workflow.text, wanted, names[0]),) if len(names) == 1 else ()
    jobs = ", ".join(job.id for job in before) or "no job"
    return RULE.finding(
        f"the artifact {wanted.value} is fetched, and {jobs} stores {listed}",
        in_file(wanted.span, "the name that is fetched"),
        found=wanted.value,
        expected=listed,
        certainty=Certainty.CERTAIN if sure else Certainty.LIKELY,
        fix=Fix(RULE.fix, edits),
    )


RULE = Rule(
    code="RB705",
    title="A publishing job fetches artifacts that were stored",
    why=(
        "A name that nobody stored fails the publishing job after the build and the approval; a "
        "pattern that fits nothing fetches nothing, and the client says that there are no files."
    ),
    fix="Use one name for the artifact in both jobs.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
