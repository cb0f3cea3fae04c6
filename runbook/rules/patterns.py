"""The patterns of environments and triggers with their places, for the rules about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.rules.ask import declared
from runbook.rules.edits import word_edit
from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Edit, Location
    from runbook.model.environment import Environment


def policy_patterns(case: Case) -> Iterator[tuple[Environment, str, Location]]:
    """(environment, pattern, place) of every declared or observed rule of an environment."""
    seen = {item.name.lower() for item in case.live.environments} if case.live else set()
    observed = case.live.environments if case.live else ()
    unseen = [item for item in case.plan.environments if item.name.lower() not in seen]
    for environment in (*observed, *unseen):
        for field, patterns in (("tags", environment.tags), ("branches", environment.branches)):
            for pattern in patterns:
                yield environment, pattern, declared(environment, field, "the rule")


def pattern_edit(case: Case, place: Location, old: str, new: str) -> tuple[Edit, ...]:
    """The edit that changes one pattern of a declared list; none when it cannot be found."""
    text = None
    if place.span is not None and case.repository is not None:
        text = case.repository.checkout.read_text(file_name(place.span.file))
    edit = None if text is None or place.span is None else word_edit(text, place.span, old, new)
    return () if edit is None else (edit,)
