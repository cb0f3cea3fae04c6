"""The patterns of environments and triggers with their places, for the rules about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.rules.ask import declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Location
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
