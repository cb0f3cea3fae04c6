"""Before any job: whether GitHub accepts the file, its calls and their permissions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.calls import MAX_NESTING, called_path
from runbook.forges.github.semantics.permissions import (
    DefaultPolicy,
    Grant,
    default_grant,
    effective,
    excesses,
    granted,
    written,
)
from runbook.simulation.budget import Budget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.forges.github.semantics.permissions import Excess
    from runbook.forges.github.syntax.model import Job, Workflow
    from runbook.simulation.world import World
    from runbook.source import Span


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a run does not start; `certain` False when it depends on a setting nobody told."""

    reason: str
    signature: str
    variables: tuple[tuple[str, str], ...]
    span: Span | None
    certain: bool = True
    facts: tuple[str, ...] = ()


def refusals(world: World, workflow: Workflow) -> Iterator[Refusal]:
    """Everything for which GitHub refuses the run, the file's own problems first."""
    yield from _own(workflow)
    budget = Budget()
    for job in workflow.jobs.values():
        yield from _call(world, workflow, job, None, budget)


def ceiling_of(workflow: Workflow, job: Job, above: Grant | None) -> Grant | None:
    """What a job hands to a workflow it calls; None when nobody wrote any permissions."""
    return effective(workflow.permissions, job.permissions) or above


def _own(workflow: Workflow) -> Iterator[Refusal]:
    for problem in workflow.problems:
        where = problem.span
        at = f"(Line: {where.start.line}, Col: {where.start.column}): " if where else ""
        details = f"{workflow.path} {at}{problem.message}"
        yield Refusal(
            f"GitHub refuses {workflow.file}: {problem.message}",
            "github-workflow-not-valid",
            (("details", details),),
            where or workflow.span,
        )


def _call(  # noqa: PLR0913, PLR0917 - two frames of a call, and how far it may go
    world: World, caller: Workflow, job: Job, above: Grant | None, budget: Budget, depth: int = 1
) -> Iterator[Refusal]:
    """What is wrong with one call and with the calls below it; other repositories are not seen."""
    if job.uses is None or depth > MAX_NESTING or not budget.take():
        return
    path = called_path(job.uses, world.identity.full_name)
    called = None if path is None else world.workflow(path)
    if called is None:
        return
    yield from _own(called)
    yield from _interface(job, called)
    ceiling = ceiling_of(caller, job, above)
    yield from _ceilings(world, job, called, ceiling)
    for inner in called.jobs.values():
        yield from _call(world, called, inner, ceiling, budget, depth + 1)


def _interface(job: Job, called: Workflow) -> Iterator[Refusal]:
    trigger = called.trigger("workflow_call")
    span = job.uses.span if job.uses else job.span
    if trigger is None:
        reason = f"{called.file} does not listen to workflow_call"
        yield Refusal(reason, "github-not-callable", (), span)
        return
    passed = {name.lower() for name in job.with_}
    for item in trigger.inputs:
        if item.required and item.default is None and item.name.lower() not in passed:
            reason = f"the call passes no {item.name}, which {called.file} requires"
            yield Refusal(reason, "github-call-input-missing", (("input", item.name),), span)


def _ceilings(world: World, job: Job, called: Workflow, ceiling: Grant | None) -> Iterator[Refusal]:
    uses = job.uses.text if job.uses else ""
    if called.permissions is not None:
        for excess, certain in _beyond(world, granted(called.permissions), ceiling):
            variables = _variables(uses, "", excess)
            yield _too_much("github-called-workflow-exceeds", variables, job, certain=certain)
    for inner in called.jobs.values():
        if inner.permissions is None:
            continue
        for excess, certain in _beyond(world, granted(inner.permissions), ceiling):
            variables = _variables(uses, inner.id, excess)
            yield _too_much("github-called-job-exceeds", variables, job, certain=certain)


def _beyond(
    world: World, requested: Grant, ceiling: Grant | None
) -> Iterator[tuple[tuple[Excess, ...], bool]]:
    """What goes beyond the ceiling, and whether that is certain.

    Without an explicit ceiling the repository's default decides; where it is not known, only
    what goes beyond the wider one is certain.
    """
    if ceiling is not None or world.default_permissions is not None:
        excess = excesses(requested, ceiling or default_grant(world.default_permissions))
        if excess:
            yield excess, True
        return
    wide = excesses(requested, default_grant(DefaultPolicy.WRITE))
    narrow = excesses(requested, default_grant(DefaultPolicy.READ))
    if wide or narrow:
        yield wide or narrow, bool(wide)


def _variables(uses: str, job: str, excess: tuple[Excess, ...]) -> tuple[tuple[str, str], ...]:
    requested, allowed = written(excess)
    return (("called", uses), ("job", job), ("requested", requested), ("allowed", allowed))


def _too_much(
    signature: str, variables: tuple[tuple[str, str], ...], job: Job, *, certain: bool
) -> Refusal:
    values = dict(variables)
    reason = (
        f"the job {job.id} allows {values['allowed']}, and what it calls asks for "
        f"{values['requested']}"
    )
    if not certain:
        reason += "; the repository's default permissions decide"
    return Refusal(reason, signature, variables, job.key_span, certain, ("caller-ceiling",))
