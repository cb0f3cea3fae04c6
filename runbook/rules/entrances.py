"""The ways into the uploads that nobody planned, as the simulation plays them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind
from runbook.model.release import StartedBy
from runbook.model.timeline import EventKind, Result, Stage
from runbook.rules.uploads import is_trusted, planned_for
from runbook.simulation.run import simulate
from runbook.simulation.ways import ways_in
from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.model.found import FoundPublication
    from runbook.model.release import Release
    from runbook.model.timeline import Ending, Event, TimelineStep
    from runbook.source import Span

PULLS = frozenset({EventKind.PULL_REQUEST, EventKind.PULL_REQUEST_TARGET})
_KINDS = {
    StartedBy.DISPATCH: EventKind.DISPATCH,
    StartedBy.SCHEDULE: EventKind.SCHEDULE,
    StartedBy.RELEASE: EventKind.RELEASE,
}


@dataclass(frozen=True, slots=True)
class Entrance:
    """An event that leads to an upload. `step` is what decided how it ends, if anything did."""

    event: Event
    found: FoundPublication
    ending: Ending
    step: TimelineStep | None
    span: Span | None

    @property
    def stopped(self) -> bool:
        """Whether something on the way stops it."""
        return self.ending.result is Result.REFUSED


def entrances(case: Case, kinds: frozenset[EventKind]) -> Iterator[Entrance]:
    """Each way in of these kinds to an upload, played; the first of a kind and upload."""
    if case.repository is None or not _may_enter(case, kinds):
        return
    seen: set[tuple[str, EventKind, bool]] = set()
    for event in _events(case, kinds):
        timeline = simulate(case.world, event, case.as_of)
        for key, found in case.world.keyed():
            ending = timeline.ending(key)
            fits = ending is not None and ending.result is not Result.NOT_STARTED
            same = (key, event.kind, event.is_tag)
            if not fits or ending is None or same in seen:
                continue
            if not is_trusted(found.registry) or not _starts(case, found, event):
                continue
            step = None if ending.step is None else timeline.steps[ending.step]
            if step is not None and _is_refused_file(case, step):
                continue
            seen.add(same)
            yield Entrance(event, found, ending, step, trigger_span(case, found, event.kind))


def planned_kinds(case: Case, found: FoundPublication) -> set[tuple[EventKind, bool]]:
    """(kind, about a tag) of the releases that are planned to make this upload."""
    names = {item.release for item in planned_for(case, found)}
    return {kind_of(item) for item in case.plan.releases if item.name in names}


def kind_of(release: Release) -> tuple[EventKind, bool]:
    """The kind of event that starts a release, and whether it is about a tag."""
    if release.by in (StartedBy.TAG, StartedBy.MERGE):
        return EventKind.PUSH, release.by is StartedBy.TAG
    return _KINDS[release.by], release.by is StartedBy.RELEASE


def trigger_span(case: Case, found: FoundPublication, kind: EventKind) -> Span | None:
    """Where the event stands in the file that it starts."""
    workflow = case.repository.workflow(file_name(found.workflow)) if case.repository else None
    trigger = workflow.trigger(kind.value) if workflow else None
    return trigger.span if trigger else found.span


def _is_refused_file(case: Case, step: TimelineStep) -> bool:
    """Whether GitLab makes nothing of the whole file, whatever happens: RB202 says so."""
    return case.world.forge is ForgeKind.GITLAB and step.stage is Stage.START


def _may_enter(case: Case, kinds: frozenset[EventKind]) -> bool:
    """Whether a file names such an event; on GitLab none does, and rules alone decide."""
    events = {kind.value for kind in kinds}
    named = any(start.event in events for item in case.found for start in item.starts)
    return named or case.world.forge is ForgeKind.GITLAB


def _starts(case: Case, found: FoundPublication, event: Event) -> bool:
    """Whether the upload is known to be reached by such events, about tags or about branches."""
    if case.world.forge is ForgeKind.GITLAB:
        return True
    same = [start for start in found.starts if start.event == event.kind.value]
    if event.kind is not EventKind.PUSH:
        return bool(same)
    both = [start for start in same if not start.tags and not start.branches]
    return bool(both) or any(start.tags if event.is_tag else start.branches for start in same)


def _events(case: Case, kinds: frozenset[EventKind]) -> list[Event]:
    """Each way in; those of forks last, since they get no token."""
    ways = [item for item in ways_in(case.world) if item.kind in kinds]
    return sorted(ways, key=lambda item: item.fork)
