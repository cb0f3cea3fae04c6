"""Faults that can be put into a world, each with the cause a diagnosis must find.

They serve the error scenarios of the pages and the tests: what the simulation prints for a fault,
the diagnosis has to lead back to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.model.timeline import Event, EventKind, Result
from runbook.simulation.faults_files import (
    call_without_permission,
    drop_environment,
    drop_permissions,
    move_file,
    override_permissions,
)
from runbook.simulation.faults_settings import (
    anywhere,
    branches_only,
    first_version,
    in_composite,
    on_a_system_refused,
    other_environment,
    other_package,
    own_issuer,
    renamed_owner,
    renamed_repository,
    stale_pending,
    without_publisher,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from runbook.model.found import FoundPublication
    from runbook.simulation.world import World


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong. `cause` is the slug a diagnosis names, "" where no log says it.

    `inject` gives the world with the fault in the publication; the same world when it cannot be
    there. `event` makes what happens instead of the event at hand, None for the same one.
    `result` is how the publication then ends, and `fix` the repair where no message has one.
    """

    id: str
    cause: str
    title: str
    inject: Callable[[World, FoundPublication], World]
    event: Callable[[Event], Event] | None = None
    result: Result = Result.REFUSED
    fix: str = ""


def event_with(fault: Fault, event: Event) -> Event:
    """What happens when `fault` is there and `event` would have happened."""
    return event if fault.event is None else fault.event(event)


def faulty(world: World, key: str, fault: Fault) -> World | None:
    """The world with `fault` in the publication `key`; None when it cannot be there."""
    found = dict(world.keyed())[key]
    keyed = replace(world, keys=tuple(name for name, _ in world.keyed()))
    changed = fault.inject(keyed, found)
    return None if changed == keyed else changed


def _from_fork(event: Event) -> Event:
    return replace(
        event, kind=EventKind.PULL_REQUEST, ref="refs/pull/1/merge", activity="opened", fork=True
    )


def _target(event: Event) -> Event:
    return replace(event, kind=EventKind.PULL_REQUEST_TARGET, activity="opened")


FAULTS = (
    Fault(
        "publisher-removed",
        "no-publisher-configured",
        "The publisher was removed from the registry",
        without_publisher,
    ),
    Fault(
        "publisher-environment",
        "environment-mismatch",
        "The publisher names another environment",
        other_environment,
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
    Fault("owner-renamed", "owner-renamed", "The owner was renamed", renamed_owner),
    Fault("repository-renamed", "repo-renamed", "The repository was renamed", renamed_repository),
    Fault(
        "own-issuer",
        "issuer-mismatch",
        "The enterprise signs its tokens under an address of its own",
        own_issuer,
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
        branches_only,
    ),
    Fault(
        "fork",
        "pull-request-from-fork",
        "The run is for a pull request of a fork",
        lambda world, found: anywhere(world, found, "pull_request"),
        _from_fork,
    ),
    Fault(
        "pull-request-target",
        "event-not-allowed",
        "The upload runs on pull_request_target",
        lambda world, found: anywhere(world, found, "pull_request_target"),
        _target,
    ),
    Fault(
        "composite",
        "nested-composite",
        "The publish action is called from a composite action",
        in_composite,
    ),
    Fault("windows", "non-linux-runner", "The publish job runs on Windows", on_a_system_refused),
    Fault(
        "other-package",
        "project-name-mismatch",
        "The publisher is for another package",
        other_package,
    ),
    Fault(
        "stale-pending",
        "stale-pending-publisher",
        "A pending publisher is left although the project exists",
        stale_pending,
    ),
    Fault(
        "first-version",
        "first-publish-required",
        "The package does not exist on the registry yet",
        first_version,
    ),
)
