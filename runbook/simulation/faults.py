"""Faults that can be put into a world, each with the cause a diagnosis must find.

They serve the error scenarios of the pages and the tests: what the simulation prints for a fault,
the diagnosis has to lead back to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.model.environment import RefPolicy
from runbook.model.origin import Unset
from runbook.model.record import RecordState
from runbook.model.timeline import Event, EventKind
from runbook.simulation.clients import needs_linux, refuses_composite
from runbook.simulation.exchange import registry_of
from runbook.simulation.faults_files import (
    call_without_permission,
    drop_environment,
    drop_permissions,
    listen_to,
    move_file,
    on_windows,
    override_permissions,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from runbook.model.found import FoundPublication
    from runbook.model.record import PublisherRecord
    from runbook.simulation.world import World


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong. `cause` is the slug a diagnosis names.

    `inject` gives the world with the fault in the publication; the same world when it cannot be
    there. `event` makes what happens instead of the event at hand, None for the same one.
    """

    id: str
    cause: str
    title: str
    inject: Callable[[World, FoundPublication], World]
    event: Callable[[Event], Event] | None = None


def event_with(fault: Fault, event: Event) -> Event:
    """What happens when `fault` is there and `event` would have happened."""
    return event if fault.event is None else fault.event(event)


def faulty(world: World, key: str, fault: Fault) -> World | None:
    """The world with `fault` in the publication `key`; None when it cannot be there."""
    found = dict(world.keyed())[key]
    keyed = replace(world, keys=tuple(name for name, _ in world.keyed()))
    changed = fault.inject(keyed, found)
    return None if changed == keyed else changed


def _records(
    world: World, found: FoundPublication, change: Callable[[PublisherRecord], PublisherRecord]
) -> World:
    """Change the records of the publication's registry."""
    if isinstance(world.records, Unset):
        return world
    changed = (change(r) if r.registry == found.registry else r for r in world.records)
    return replace(world, records=tuple(changed))


def _without_publisher(world: World, found: FoundPublication) -> World:
    if isinstance(world.records, Unset):
        return world
    kept = tuple(record for record in world.records if record.registry != found.registry)
    return replace(world, records=kept)


def _other_environment(world: World, found: FoundPublication) -> World:
    def change(record: PublisherRecord) -> PublisherRecord:
        if not record.fields.get("environment"):
            return record
        return replace(record, fields={**record.fields, "environment": "production-release"})

    return _records(world, found, change)


def _other_package(world: World, found: FoundPublication) -> World:
    """Elsewhere a record for another package is no record at all."""
    if not _knows_pending(found):
        return world
    return _records(world, found, lambda item: replace(item, packages=("another-package",)))


def _stale_pending(world: World, found: FoundPublication) -> World:
    """The project came into being while a pending record still waits for it."""
    if not _knows_pending(found) or isinstance(world.records, Unset):
        return world
    pending = _records(world, found, lambda item: replace(item, state=RecordState.PENDING))
    if isinstance(pending.records, Unset):
        return world
    other = tuple(
        replace(item, fields={**item.fields, "workflow_filename": "earlier.yml"})
        for item in world.records
        if item.registry == found.registry
    )
    return replace(pending, records=(*pending.records, *other))


def _knows_pending(found: FoundPublication) -> bool:
    registry = registry_of(found)
    return registry is not None and registry.form("github", RecordState.PENDING) is not None


def _on_windows(world: World, found: FoundPublication) -> World:
    registry = registry_of(found)
    limited = registry is not None and needs_linux(registry, found.client) is not None
    return on_windows(world, found) if limited else world


def _first_version(world: World, found: FoundPublication) -> World:
    """Only a fault where the registry cannot be told of a package before it exists."""
    if _knows_pending(found):
        return world
    return replace(world, unborn=frozenset((found.registry, name) for name in found.packages))


def _renamed_owner(world: World, found: FoundPublication) -> World:
    del found
    return replace(world, identity=replace(world.identity, owner=f"{world.identity.owner}-new"))


def _renamed_repository(world: World, found: FoundPublication) -> World:
    del found
    return replace(world, identity=replace(world.identity, repo=f"{world.identity.repo}-new"))


def _own_issuer(world: World, found: FoundPublication) -> World:
    del found
    return replace(world, identity=replace(world.identity, enterprise="acme-enterprise"))


def _branches_only(world: World, found: FoundPublication) -> World:
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


def _in_composite(world: World, found: FoundPublication) -> World:
    registry = registry_of(found)
    if registry is None or not refuses_composite(registry, found.client):
        return world
    moved = replace(found, via="composite:.github/actions/publish")
    publications = tuple(moved if item == found else item for item in world.publications)
    return replace(world, publications=publications)


def _from_fork(event: Event) -> Event:
    return replace(
        event, kind=EventKind.PULL_REQUEST, ref="refs/pull/1/merge", activity="opened", fork=True
    )


def _target(event: Event) -> Event:
    return replace(event, kind=EventKind.PULL_REQUEST_TARGET, activity="opened")


def _anywhere(world: World, found: FoundPublication, event: str) -> World:
    """The workflow also listens to `event`, and its environments let every ref in."""
    opened = listen_to(world, found, event)
    if isinstance(opened.environments, Unset):
        return opened
    free = tuple(replace(item, policy=RefPolicy.ANY) for item in opened.environments)
    return replace(opened, environments=free)


FAULTS = (
    Fault(
        "publisher-removed",
        "no-publisher-configured",
        "The publisher was removed from the registry",
        _without_publisher,
    ),
    Fault(
        "publisher-environment",
        "environment-mismatch",
        "The publisher names another environment",
        _other_environment,
    ),
    Fault(
        "job-without-environment",
        "environment-missing-in-workflow",
        "The job lost its environment, the publisher still names it",
        drop_environment,
    ),
    Fault(
        "workflow-renamed",
        "workflow-filename-mismatch",
        "The workflow file was renamed",
        move_file,
    ),
    Fault("owner-renamed", "owner-renamed", "The owner was renamed", _renamed_owner),
    Fault("repository-renamed", "repo-renamed", "The repository was renamed", _renamed_repository),
    Fault(
        "own-issuer",
        "issuer-mismatch",
        "The enterprise signs its tokens under an address of its own",
        _own_issuer,
    ),
    Fault(
        "permission-missing",
        "missing-id-token-permission",
        "Nobody grants id-token: write",
        drop_permissions,
    ),
    Fault(
        "permission-overridden",
        "permissions-overridden-at-job",
        "The job's own permissions replace the workflow's id-token: write",
        override_permissions,
    ),
    Fault(
        "caller-ceiling",
        "caller-permission-ceiling",
        "The calling job grants less than the called one asks for",
        call_without_permission,
    ),
    Fault(
        "wrong-ref",
        "ref-not-allowed-by-environment",
        "The environment lets only the default branch in",
        _branches_only,
    ),
    Fault(
        "fork",
        "pull-request-from-fork",
        "The run is for a pull request of a fork",
        lambda world, found: _anywhere(world, found, "pull_request"),
        _from_fork,
    ),
    Fault(
        "pull-request-target",
        "event-not-allowed",
        "The upload runs on pull_request_target",
        lambda world, found: _anywhere(world, found, "pull_request_target"),
        _target,
    ),
    Fault(
        "composite",
        "nested-composite",
        "The publish action is called from a composite action",
        _in_composite,
    ),
    Fault("windows", "non-linux-runner", "The publish job runs on Windows", _on_windows),
    Fault(
        "other-package",
        "project-name-mismatch",
        "The publisher is for another package",
        _other_package,
    ),
    Fault(
        "stale-pending",
        "stale-pending-publisher",
        "A pending publisher is left although the project exists",
        _stale_pending,
    ),
    Fault(
        "first-version",
        "first-publish-required",
        "The package does not exist on the registry yet",
        _first_version,
    ),
)
