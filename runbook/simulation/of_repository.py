"""The world as a repository has it, joined with what is planned, recorded and observed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.model.identity import identity_of
from runbook.repository.publish import publications
from runbook.simulation.of_plan import unborn
from runbook.simulation.world import World, file_name, made_up_key

if TYPE_CHECKING:
    from runbook.model.environment import Environment
    from runbook.model.found import FoundPublication
    from runbook.model.plan import Plan
    from runbook.model.record import PublisherRecord
    from runbook.repository.model import Repository


def world_of_repository(
    repository: Repository,
    plan: Plan,
    environments: tuple[Environment, ...] | None = None,
    records: tuple[PublisherRecord, ...] | None = None,
) -> World:
    """The repository's workflows against the environments and records that are known.

    Where nobody observed environments or records, the plan's stand for them. A publication has
    the key of the planned one it is, or a made-up one.
    """
    found = [item for item in publications(repository) if not item.dead]
    keys = _keys(found, plan)
    by_key = {item.key: item for item in plan.publications}
    named = tuple(
        replace(item, packages=by_key[key].packages)
        if key in by_key and not item.packages
        else item
        for item, key in zip(found, keys, strict=True)
    )
    return World(
        identity=identity_of(plan.project),
        workflows=repository.workflows,
        actions=repository.actions,
        publications=named,
        environments=plan.environments if environments is None else environments,
        records=plan.records if records is None else records,
        keys=keys,
        unborn=unborn(plan),
    )


def _keys(found: list[FoundPublication], plan: Plan) -> tuple[str, ...]:
    taken: dict[str, int] = {}
    keys = []
    for item in found:
        key = next(
            (
                one.key
                for one in plan.publications
                if one.registry == item.registry
                and one.workflow == file_name(item.workflow)
                and one.key not in taken
                and (not item.packages or set(item.packages) & set(one.packages))
            ),
            made_up_key(item),
        )
        taken[key] = taken.get(key, 0) + 1
        keys.append(key if taken[key] == 1 else f"{key}#{taken[key]}")
    return tuple(keys)
