"""The uploads that were found, with the files, jobs and steps in which they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.permissions import top_level
from runbook.forges.github.semantics.walks import flat
from runbook.registries.catalog import all_ids, get
from runbook.repository.members import is_workspace
from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.forges.github.semantics.permissions import Grant
    from runbook.forges.github.syntax.model import Job, Step, Workflow
    from runbook.model.found import FoundPublication
    from runbook.model.publication import Publication
    from runbook.repository.model import Repository

MAX_NESTED = 9  # composite actions inside composite actions: actions/runner@258d6c8


@dataclass(frozen=True, slots=True)
class Uploading:
    """An upload and the job that makes it."""

    found: FoundPublication
    workflow: Workflow
    job: Job


@dataclass(frozen=True, slots=True)
class Placed:
    """A step and the file it is written in, with its text.

    `action` is the composite action's file, or "".
    """

    step: Step
    workflow: Workflow
    job: Job
    action: str = ""
    text: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class _Where:
    workflow: Workflow
    job: Job
    action: str = ""
    text: str = ""


def is_trusted(registry: str) -> bool:
    """Whether runbook knows the registry, and it has trusted publishing."""
    return registry in all_ids() and get(registry).data.oidc is not None


def uploads(case: Case) -> list[Uploading]:
    """The live uploads to registries with trusted publishing whose job can be seen."""
    found = []
    for item in case.found if case.repository else ():
        workflow = case.repository.workflow(item.uploading_workflow) if case.repository else None
        job = workflow.jobs.get(item.uploading_job) if workflow else None
        if workflow is not None and job is not None and is_trusted(item.registry):
            found.append(Uploading(item, workflow, job))
    return found


def uploading_jobs(case: Case) -> set[tuple[str, str]]:
    """(file, job) of every job that uploads."""
    return {(item.workflow.path, item.job.id) for item in uploads(case)}


def publishing(case: Case) -> list[Workflow]:
    """The files that uploads start in, and those that hold them, each once by path."""
    if case.repository is None:
        return []
    names = {
        name
        for item in case.found
        if is_trusted(item.registry)
        for name in (item.workflow, item.uploading_workflow)
    }
    return [item for item in case.repository.workflows if {item.file, item.path} & names]


def entries(case: Case) -> list[Workflow]:
    """The files whose events start an upload."""
    names = {file_name(item.workflow) for item in case.found if is_trusted(item.registry)}
    return [item for item in publishing(case) if item.file in names]


def _share(item: FoundPublication, one: Publication) -> bool:
    return not set(item.packages).isdisjoint(one.packages)


def planned_for(case: Case, item: FoundPublication) -> list[Publication]:
    """The planned publications that an upload makes."""
    return [
        one
        for one in case.plan.publications
        if one.registry == item.registry
        and one.workflow == file_name(item.workflow)
        and (not item.packages or is_workspace(one.packages[0]) or _share(item, one))
    ]


def steps_of(repository: Repository, workflow: Workflow, job: Job) -> Iterator[Placed]:
    """The steps of a job and of the local composite actions it uses, in their order."""
    yield from _steps(repository, _Where(workflow, job, text=workflow.text), job.steps, ())


def _steps(
    repository: Repository, where: _Where, steps: tuple[Step, ...], nested: tuple[str, ...]
) -> Iterator[Placed]:
    for step in flat(steps):
        yield Placed(step, where.workflow, where.job, where.action, where.text)
        uses = step.uses
        if uses is None or not uses.is_local:
            continue
        action = repository.actions.get(uses.path)
        if action is not None and uses.path not in nested and len(nested) < MAX_NESTED:
            inner = _Where(where.workflow, where.job, action.path, action.text)
            yield from _steps(repository, inner, action.steps, (*nested, uses.path))


def publishing_steps(case: Case) -> Iterator[Placed]:
    """The steps of every job of the publishing files, those of local actions too."""
    if case.repository is None:
        return
    for workflow in publishing(case):
        for job in workflow.jobs.values():
            yield from steps_of(case.repository, workflow, job)


def written_grant(workflow: Workflow, job: Job) -> Grant | None:
    """The permissions of a job as its own file decides them; None when a caller does."""
    called = workflow.trigger("workflow_call") is not None
    if called and workflow.permissions is None and job.permissions is None:
        return None
    return top_level(workflow.permissions, job.permissions)
