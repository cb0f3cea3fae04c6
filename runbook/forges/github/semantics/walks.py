"""Walks over a workflow: its steps one by one, and the jobs that a job waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runbook.forges.github.syntax.model import Job, Step


def flat(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps, those of groups (``parallel``) one by one."""
    for step in steps:
        if step.parallel:
            yield from flat(step.parallel)
        else:
            yield step


def needed(jobs: Mapping[str, Job], job: Job) -> list[Job]:
    """The jobs that must end before `job`, near ones first; `job` itself when it is in a cycle."""
    found: dict[str, Job] = {}
    waiting = [need.value for need in job.needs]
    while waiting:
        name = waiting.pop(0)
        before = jobs.get(name)
        if before is not None and name not in found:
            found[name] = before
            waiting += [need.value for need in before.needs]
    return list(found.values())
