"""What each mistake would look like in this project, simulated one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.catalog import forge_signatures
from runbook.model.forge import ForgeKind
from runbook.model.timeline import Result
from runbook.registries.catalog import get
from runbook.simulation.faults import FAULTS, event_with, faulty
from runbook.simulation.of_release import event_of
from runbook.simulation.run import deciding_step, simulate

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.model.timeline import TimelineStep
    from runbook.simulation.faults import Fault


@dataclass(frozen=True, slots=True)
class Seen:
    """What a release then shows, at which registries, and the repair."""

    registries: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A mistake and what it leads to; registries that say the same are named together."""

    id: str
    title: str
    seen: tuple[Seen, ...]


def scenarios(case: Case) -> tuple[Scenario, ...]:
    """Every mistake the simulation can make in the plan's own world, and what it leads to."""
    if case.plan.project.forge is not ForgeKind.GITHUB:
        return ()
    watched = _watched(case.plan)
    found = []
    for fault in FAULTS:
        seen: dict[tuple[str, str], list[str]] = {}
        for item in watched:
            step = _step(case, fault, item)
            if step is not None:
                said = (step.message or step.reason, _fix(case.plan, item, step))
                seen.setdefault(said, []).append(get(item.registry).data.name)
        if seen:
            shown = tuple(
                Seen(", ".join(names), message, fix) for (message, fix), names in seen.items()
            )
            found.append(Scenario(fault.id, fault.title, shown))
    return tuple(found)


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
    if ending is None or ending.result is not Result.REFUSED:
        return None
    return deciding_step(timeline, ending)


def _fix(plan: Plan, item: Publication, step: TimelineStep) -> str:
    known = (*get(item.registry).data.signatures, *forge_signatures(plan.project.forge))
    return next((one.fix for one in known if one.id == step.signature), "")
