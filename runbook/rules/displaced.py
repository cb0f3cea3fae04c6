"""Where planned uploads went that are not where the plan has them, and what stands around one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.walks import flat, needed
from runbook.rules.uploads import planned_for, uploads
from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.forges.github.syntax.model import Job, Step, Workflow
    from runbook.model.found import FoundPublication
    from runbook.model.publication import Publication
    from runbook.source import Span


class Moved(StrEnum):
    """In what an upload differs from the planned one that is missing."""

    FILE = "file"
    REGISTRY = "registry"


def displaced(case: Case) -> dict[str, tuple[Moved, FoundPublication]]:
    """What became of planned publications that no upload is: by key, in what way, and which.

    An upload that is planned as another publication is not taken for it; one that is just missing
    is not in here.
    """
    if case.repository is None:
        return {}
    played = {key for key, _ in case.world.keyed()} | set(case.world.aliases)
    moved: dict[str, tuple[Moved, FoundPublication]] = {}
    for publication in case.plan.publications:
        if publication.key in played:
            continue
        for how, found in _alike(case, publication):
            if not planned_for(case, found):
                moved[publication.key] = (how, found)
                break
    return moved


def _alike(case: Case, publication: Publication) -> Iterator[tuple[Moved, FoundPublication]]:
    same_file = [one for one in case.found if file_name(one.workflow) == publication.workflow]
    same_registry = [one for one in case.found if one.registry == publication.registry]
    for one in same_registry:
        if one not in same_file:
            yield Moved.FILE, one
    for one in same_file:
        if publication.job in (one.job, one.uploading_job):
            yield Moved.REGISTRY, one


def publishing_jobs(case: Case) -> list[tuple[Workflow, Job]]:
    """The jobs that upload and those of the same file that they wait for, each once."""
    jobs: dict[tuple[str, str], tuple[Workflow, Job]] = {}
    for one in uploads(case):
        for job in (one.job, *needed(one.workflow.jobs, one.job)):
            jobs.setdefault((one.workflow.path, job.id), (one.workflow, job))
    return list(jobs.values())


def step_at(job: Job, span: Span) -> Step | None:
    """The step of a job that holds a place."""
    return next(
        (
            step
            for step in flat(job.steps)
            if step.span.file == span.file and step.span.start <= span.start < step.span.end
        ),
        None,
    )
