"""How each publication of a timeline ends, from the ways that lead to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.timeline import Ending, Result
from runbook.simulation.lane import Lane

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from runbook.simulation.world import World

    Ways = Mapping[str, Sequence[tuple[Lane, ...]]]


def endings(world: World, lane: Lane, runs: Iterable[Ways]) -> tuple[Ending, ...]:
    """How each publication ends, over all runs the event led to.

    The ways of one tuple exclude each other, different tuples all happen.
    """
    started = Lane(lane.log, trail=lane.trail)
    all_runs = list(runs)
    found = []
    for key, _ in world.keyed():
        ways = [lanes for run in all_runs for lanes in run.get(key, ())]
        ends = [_of_alternatives(lanes) for lanes in ways if lanes]
        found.append(Ending(key, *_worst(ends, started)))
    return tuple(found)


def _of_alternatives(lanes: tuple[Lane, ...]) -> tuple[Result, int | None]:
    """One of these ways is taken; ways that end differently make it unknown."""
    ends = [lane.ending() for lane in lanes]
    if len({result for result, _ in ends}) == 1:
        return ends[0]
    index = next(index for result, index in ends if result is not Result.PUBLISHED)
    return Result.UNKNOWN, index


def _worst(ends: list[tuple[Result, int | None]], started: Lane) -> tuple[Result, int | None]:
    """All of these happen: one refusal is the news; not started only when all are."""
    for result in (Result.REFUSED, Result.UNKNOWN, Result.WAITING, Result.PUBLISHED):
        for end in ends:
            if end[0] is result:
                return end
    return ends[0] if ends else (Result.NOT_STARTED, started.trail[-1] if started.trail else None)
