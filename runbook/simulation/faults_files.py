"""Faults in the workflow files: each a change of the workflow model, positions kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.forges.github.syntax.model import Permissions, Text, Trigger
from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from runbook.forges.github.syntax.model import Job, Workflow
    from runbook.model.found import FoundPublication
    from runbook.simulation.world import World

_WRITE = "write"


def drop_environment(world: World, found: FoundPublication) -> World:
    """The uploading job declares no environment."""
    return _job(world, found, lambda job: replace(job, environment=None))


def drop_permissions(world: World, found: FoundPublication) -> World:
    """Neither the job nor its file says anything of permissions; nor do the callers."""
    files = {file_name(found.workflow), file_name(found.uploading_workflow)}
    return _files(world, files, _without_permissions)


def override_permissions(world: World, found: FoundPublication) -> World:
    """The file that starts the upload grants the token, the job's own block forgets it."""
    if found.callee_workflow is not None:
        return world  # the ceiling of the call would refuse the run before

    def change(workflow: Workflow) -> Workflow:
        granted = _permissions(workflow, **{"id-token": _WRITE})
        job = workflow.jobs[found.uploading_job]
        own = _permissions(workflow, contents="read")
        jobs = {**workflow.jobs, job.id: replace(job, permissions=own)}
        return replace(workflow, permissions=granted, jobs=jobs)

    return _files(world, {file_name(found.uploading_workflow)}, change)


def call_without_permission(world: World, found: FoundPublication) -> World:
    """The job that calls the uploading file grants no token."""
    if found.callee_workflow is None:
        return world

    def change(workflow: Workflow) -> Workflow:
        job = workflow.jobs[found.job]
        own = _permissions(workflow, contents="read")
        return replace(workflow, jobs={**workflow.jobs, job.id: replace(job, permissions=own)})

    return _files(world, {file_name(found.workflow)}, change)


def on_windows(world: World, found: FoundPublication) -> World:
    """The uploading job runs on Windows."""
    return _job(
        world,
        found,
        lambda job: replace(job, runs_on=(Text("windows-latest", job.span),)),
    )


def move_file(world: World, found: FoundPublication) -> World:
    """The file that starts the upload got another name; nothing else changed."""
    old = world.workflow(file_name(found.workflow))
    if old is None or found.callee_workflow is not None:
        return world
    new = old.path.replace(old.file, f"renamed-{old.file}")
    workflows = tuple(replace(i, path=new) if i is old else i for i in world.workflows)
    publications = tuple(
        replace(item, workflow=new) if file_name(item.workflow) == old.file else item
        for item in world.publications
    )
    return replace(world, workflows=workflows, publications=publications)


def listen_to(world: World, found: FoundPublication, event: str) -> World:
    """The starting workflow also listens to `event`, and no `if` keeps the upload from it."""

    def change(workflow: Workflow) -> Workflow:
        triggers = (*workflow.triggers, Trigger(event, workflow.span))
        jobs = {name: replace(job, condition=None) for name, job in workflow.jobs.items()}
        return replace(workflow, triggers=triggers, jobs=jobs)

    return _files(world, {file_name(found.workflow)}, change)


def _job(world: World, found: FoundPublication, change: Callable[[Job], Job]) -> World:
    def changed(workflow: Workflow) -> Workflow:
        job = change(workflow.jobs[found.uploading_job])
        return replace(workflow, jobs={**workflow.jobs, job.id: job})

    return _files(world, {file_name(found.uploading_workflow)}, changed)


def _files(world: World, names: set[str], change: Callable[[Workflow], Workflow]) -> World:
    workflows = tuple(change(w) if w.file in names else w for w in world.workflows)
    return replace(world, workflows=workflows)


def _without_permissions(workflow: Workflow) -> Workflow:
    jobs = {name: replace(job, permissions=None) for name, job in workflow.jobs.items()}
    return replace(workflow, permissions=None, jobs=jobs)


def _permissions(workflow: Workflow, **scopes: str) -> Permissions:
    texts = {scope: Text(level, workflow.span) for scope, level in scopes.items()}
    return Permissions(workflow.span, scopes=texts)
