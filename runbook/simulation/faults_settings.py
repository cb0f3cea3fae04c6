"""Faults in records, environments and the repository itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.model.environment import RefPolicy
from runbook.model.origin import Unset
from runbook.model.record import RecordState
from runbook.simulation.clients import needs_linux, refuses_composite
from runbook.simulation.exchange import registry_of
from runbook.simulation.faults_files import listen_to, on_windows

if TYPE_CHECKING:
    from collections.abc import Callable

    from runbook.model.found import FoundPublication
    from runbook.model.record import PublisherRecord
    from runbook.simulation.world import World


def _records(
    world: World, found: FoundPublication, change: Callable[[PublisherRecord], PublisherRecord]
) -> World:
    """Change the records of the publication's registry."""
    if isinstance(world.records, Unset):
        return world
    changed = (change(r) if r.registry == found.registry else r for r in world.records)
    return replace(world, records=tuple(changed))


def without_publisher(world: World, found: FoundPublication) -> World:
    """No record of the registry is left."""
    if isinstance(world.records, Unset):
        return world
    kept = tuple(record for record in world.records if record.registry != found.registry)
    return replace(world, records=kept)


def other_environment(world: World, found: FoundPublication) -> World:
    """The records name another environment."""

    def change(record: PublisherRecord) -> PublisherRecord:
        if not record.fields.get("environment"):
            return record
        return replace(record, fields={**record.fields, "environment": "production-release"})

    return _records(world, found, change)


def other_package(world: World, found: FoundPublication) -> World:
    """Elsewhere a record for another package is no record at all."""
    if not _knows_pending(found):
        return world
    return _records(world, found, lambda item: replace(item, packages=("another-package",)))


def stale_pending(world: World, found: FoundPublication) -> World:
    """The project came into being while a pending record still waits for it."""
    if not _knows_pending(found) or isinstance(world.records, Unset):
        return world
    pending = _records(world, found, lambda item: replace(item, state=RecordState.PENDING))
    if isinstance(pending.records, Unset):
        return world
    other = tuple(
        replace(item, fields={**item.fields, _file_field(item): "earlier.yml"})
        for item in world.records
        if item.registry == found.registry
    )
    return replace(pending, records=(*pending.records, *other))


def _file_field(record: PublisherRecord) -> str:
    """The field that names the file: each forge's form calls it otherwise."""
    return next(name for name in record.fields if name.startswith("workflow"))


def _knows_pending(found: FoundPublication) -> bool:
    registry = registry_of(found)
    return registry is not None and registry.form("github", RecordState.PENDING) is not None


def on_a_system_refused(world: World, found: FoundPublication) -> World:
    """The job runs on a system that the client refuses."""
    registry = registry_of(found)
    limited = registry is not None and needs_linux(registry, found.client) is not None
    return on_windows(world, found) if limited else world


def first_version(world: World, found: FoundPublication) -> World:
    """Only a fault where the registry cannot be told of a package before it exists."""
    if _knows_pending(found):
        return world
    return replace(world, unborn=frozenset((found.registry, name) for name in found.packages))


def renamed_owner(world: World, found: FoundPublication) -> World:
    """The owner has another name; the records keep the old one."""
    del found
    return replace(world, identity=replace(world.identity, owner=f"{world.identity.owner}-new"))


def renamed_repository(world: World, found: FoundPublication) -> World:
    """The repository has another name; the records keep the old one."""
    del found
    return replace(world, identity=replace(world.identity, repo=f"{world.identity.repo}-new"))


def own_issuer(world: World, found: FoundPublication) -> World:
    """The enterprise signs under an address of its own."""
    del found
    return replace(world, identity=replace(world.identity, enterprise="acme-enterprise"))


def branches_only(world: World, found: FoundPublication) -> World:
    """Every environment lets the default branch in and nothing else."""
    del found
    if isinstance(world.environments, Unset):
        return world
    branches = (world.identity.default_branch,)
    closed = tuple(
        replace(item, tags=(), branches=branches, policy=RefPolicy.SELECTED)
        for item in world.environments
    )
    return replace(world, environments=closed)


def in_composite(world: World, found: FoundPublication) -> World:
    """A composite action calls a client that refuses that."""
    registry = registry_of(found)
    if registry is None or not refuses_composite(registry, found.client):
        return world
    moved = replace(found, via="composite:.github/actions/publish")
    publications = tuple(moved if item == found else item for item in world.publications)
    return replace(world, publications=publications)


def anywhere(world: World, found: FoundPublication, event: str) -> World:
    """The workflow also listens to `event`, and its environments let every ref in."""
    opened = listen_to(world, found, event)
    if isinstance(opened.environments, Unset):
        return opened
    free = tuple(replace(item, policy=RefPolicy.ANY) for item in opened.environments)
    return replace(opened, environments=free)
