"""What each mistake would look like in this project, simulated one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.catalog import forge_signatures
from runbook.model.forge import ForgeKind
from runbook.model.timeline import Result, Stage, Verdict
from runbook.registries.catalog import get
from runbook.simulation.faults import FAULTS, event_with, faulty
from runbook.simulation.faults_gitlab import GITLAB_FAULTS
from runbook.simulation.of_release import event_of
from runbook.simulation.run import deciding_step, simulate

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.model.timeline import Timeline, TimelineStep
    from runbook.simulation.faults import Fault
    from runbook.simulation.world import World


@dataclass(frozen=True, slots=True)
class Seen:
    """What a release then shows, at which registries, and the repair.

    `exact` says that the message is printed in these words.
    """

    registries: str
    message: str
    fix: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Scenario:
    """A mistake and what it leads to; registries that say the same are named together."""

    id: str
    title: str
    seen: tuple[Seen, ...]


def scenarios(case: Case) -> tuple[Scenario, ...]:
    """Every mistake the simulation can make in the plan's own world, and what it leads to."""
    watched = _watched(case.plan)
    found = []
    for fault in _faults(case.plan):
        seen: dict[tuple[str, str, bool], list[str]] = {}
        for item in watched:
            step = _step(case, fault, item)
            if step is not None:
                words = step.message or _in_words(step)
                said = (words, _fix(case.plan, item, step) or fault.fix, bool(step.message))
                seen.setdefault(said, []).append(get(item.registry).data.name)
        if seen:
            shown = tuple(
                Seen(", ".join(names), message, fix, exact)
                for (message, fix, exact), names in seen.items()
            )
            found.append(Scenario(fault.id, fault.title, shown))
    return tuple(found)


def _faults(plan: Plan) -> tuple[Fault, ...]:
    return GITLAB_FAULTS if plan.project.forge is ForgeKind.GITLAB else FAULTS


def _watched(plan: Plan) -> list[Publication]:
    """One publication of each registry stands for all."""
    first: dict[str, Publication] = {}
    for item in plan.publications:
        first.setdefault(item.registry, item)
    return list(first.values())


def _step(case: Case, fault: Fault, item: Publication) -> TimelineStep | None:
    """The step at which the fault shows; None when it cannot be there or does no harm."""
    release = case.plan.release(item.release)
    key = case.planned.key_of(item.key)
    if release is None or key not in case.planned.keys:
        return None
    world = faulty(case.planned, key, fault)
    if world is None:
        return None
    event = event_with(fault, event_of(case.plan.project, release))
    timeline = simulate(world, event, case.as_of)
    ending = timeline.ending(key)
    if ending is None or ending.result is not fault.result:
        return None
    if fault.result is Result.PUBLISHED:
        return _gate_gone(timeline, world, key)
    return deciding_step(timeline, ending)


def _gate_gone(timeline: Timeline, world: World, key: str) -> TimelineStep | None:
    """The approval that the upload no longer waits for; None when there was none."""
    job = dict(world.keyed())[key].uploading_job
    return next(
        (step for step in timeline.steps if step.stage is Stage.APPROVAL and step.job == job), None
    )


def _in_words(step: TimelineStep) -> str:
    """What is seen where nothing is printed."""
    if step.verdict is Verdict.GOES:
        return f"nothing waits: {step.reason}"
    if step.verdict is not Verdict.SKIPPED:
        return step.reason
    missing = "its job is not in the pipeline" if step.job else "there is no pipeline"
    return f"{missing}: {step.reason}"


def _fix(plan: Plan, item: Publication, step: TimelineStep) -> str:
    known = (*get(item.registry).data.signatures, *forge_signatures(plan.project.forge))
    return next((one.fix for one in known if one.id == step.signature), "")
