"""Releases played as if no environment refused a ref."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from runbook.model.environment import RefPolicy
from runbook.model.origin import Unset
from runbook.model.same import Same
from runbook.model.timeline import Stage, Verdict
from runbook.rules.ask import played
from runbook.simulation.run import simulate

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.model.release import Release
    from runbook.model.timeline import Timeline
    from runbook.simulation.world import World


def beyond_gates(case: Case, release: Release) -> Timeline:
    """What a release leads to where no gate refuses it, so that one fault hides no other."""
    timeline = played(case, release)
    refused = any(
        step.stage is Stage.POLICY and step.verdict is Verdict.STOPS for step in timeline.steps
    )
    return _opened(Same(case), Same(timeline)) if refused else timeline


@lru_cache(maxsize=64)
def _opened(case: Same[Case], refused: Same[Timeline]) -> Timeline:
    return simulate(_without_gates(case.of.world), refused.of.event, refused.of.as_of)


def _without_gates(world: World) -> World:
    if isinstance(world.environments, Unset):
        return world
    opened = (replace(item, policy=RefPolicy.ANY) for item in world.environments)
    return replace(world, environments=tuple(opened))
