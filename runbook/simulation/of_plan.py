"""The world as a plan wants it: our own workflow files, read back by the reader."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.model.identity import identity_of
from runbook.model.record import RecordState
from runbook.repository.actions import read_actions
from runbook.repository.memory import MemoryCheckout
from runbook.repository.model import Repository
from runbook.repository.publish import publications
from runbook.repository.read import read_workflows
from runbook.simulation.world import World
from runbook.workflows.compose import compose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.model.found import FoundPublication
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication


def world_of_plan(plan: Plan) -> World:
    """Compose, read back, follow: what is simulated is what a user would commit."""
    repository = composed_repository(plan)
    found = publications(repository)
    pairs = [(item, one) for item in plan.publications if (one := _its(item, found)) is not None]
    return World(
        identity=identity_of(plan.project),
        workflows=repository.workflows,
        actions=repository.actions,
        publications=tuple(replace(one, packages=item.packages) for item, one in pairs),
        environments=plan.environments,
        records=plan.records,
        keys=tuple(item.key for item, _ in pairs),
        unborn=unborn(plan),
    )


def composed_repository(plan: Plan) -> Repository:
    """A repository that holds just the files the plan composes."""
    checkout = MemoryCheckout("the composed files", compose(plan))
    workflows = tuple(read_workflows(checkout, []))
    return Repository(
        root=checkout.label,
        checkout=checkout,
        workflows=workflows,
        actions=read_actions(checkout, workflows, []),
    )


def unborn(plan: Plan) -> frozenset[tuple[str, str]]:
    """(registry, package) of everything that the release itself has to create.

    What is first published by hand exists by then: set-up comes before a release.
    """
    return frozenset(
        (item.registry, package)
        for item in plan.publications
        if item.record is not None and item.record.state is RecordState.PENDING
        for package in item.packages
    )


def _its(item: Publication, found: Iterable[FoundPublication]) -> FoundPublication | None:
    """The upload that the publication became in the composed files."""
    return next(
        (
            one
            for one in found
            if one.registry == item.registry
            and one.workflow.rpartition("/")[2] == item.workflow
            and one.uploading_job == item.job
        ),
        None,
    )
