"""The world as a repository has it, joined with what is planned, recorded and observed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.repository.members import is_workspace
from runbook.repository.publish import publications
from runbook.simulation.of_plan import Joined, join, world_with
from runbook.simulation.world import file_name, made_up_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.environment import Environment
    from runbook.model.found import FoundPublication
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.model.record import PublisherRecord
    from runbook.repository.model import Repository
    from runbook.simulation.world import World


def world_of_repository(
    repository: Repository,
    plan: Plan,
    environments: tuple[Environment, ...] | None = None,
    records: tuple[PublisherRecord, ...] | None = None,
    *,
    seen: Sequence[FoundPublication] | None = None,
) -> World:
    """The repository's workflows against the environments and records that are known.

    Where nobody observed environments or records, the plan's stand for them. An upload has the
    key of the planned publication it is, or a made-up one. `seen` are the repository's
    publications, when they were looked for already.
    """
    seen = publications(repository) if seen is None else seen
    found = [item for item in seen if not item.dead]
    world = world_with(
        plan,
        repository,
        _joined(plan, found),
        plan.environments if environments is None else environments,
        plan.records if records is None else records,
    )
    return replace(world, all_environments=environments is not None or not plan.is_inferred)


def _joined(plan: Plan, found: Sequence[FoundPublication]) -> Joined:
    sure = [(item, _its(item, found)) for item in plan.publications]
    taken = {one.span for _, one in sure if one is not None}
    left = [one for one in found if one.span not in taken]
    pairs = [(item, one or _only(item, left)) for item, one in sure]
    joined = join(pairs)
    used = {one.span for _, one in pairs if one is not None}
    for number, item in enumerate(one for one in found if one.span not in used):
        key = made_up_key(item)
        joined.keys.append(f"{key}#{number}" if key in joined.keys else key)
        joined.publications.append(item)
    return joined


def _only(item: Publication, left: Sequence[FoundPublication]) -> FoundPublication | None:
    """The one upload left in the planned file to the planned registry, whatever its packages.

    The packages of an upload are those of the manifests, and the plan may know them better.
    """
    fit = [
        one
        for one in left
        if one.registry == item.registry and file_name(one.workflow) == item.workflow
    ]
    return fit[0] if len(fit) == 1 else None


def _shared(one: FoundPublication, item: Publication) -> bool:
    return not set(one.packages).isdisjoint(item.packages)


def _its(item: Publication, found: Sequence[FoundPublication]) -> FoundPublication | None:
    """The upload of a planned publication: same registry, entry file and package; best its job."""
    fit = [
        one
        for one in found
        if one.registry == item.registry
        and file_name(one.workflow) == item.workflow
        and (not one.packages or is_workspace(item.packages[0]) or _shared(one, item))
    ]
    named = [one for one in fit if item.job in (one.uploading_job, one.job)]
    return next(iter(named or fit), None)
