"""The world as a plan wants it: our own workflow and pipeline files, read back by the readers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind
from runbook.model.identity import identity_of
from runbook.model.publication import Auth
from runbook.model.record import RecordState
from runbook.repository.actions import read_actions
from runbook.repository.members import is_workspace
from runbook.repository.memory import MemoryCheckout
from runbook.repository.model import Repository
from runbook.repository.pipelines import read_pipelines
from runbook.repository.publish import publications
from runbook.repository.read import read_workflows
from runbook.simulation.world import World, file_name
from runbook.workflows.compose import compose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.model.environment import Environment
    from runbook.model.found import FoundPublication
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.model.record import PublisherRecord


def world_of_plan(plan: Plan) -> World:
    """Compose, read back, follow: what is simulated is what a user would commit."""
    repository = composed_repository(plan)
    found = publications(repository)
    joined = join([(item, _its(item, found)) for item in plan.publications])
    return world_with(plan, repository, joined, plan.environments, plan.records)


def world_with(
    plan: Plan,
    repository: Repository,
    joined: Joined,
    environments: tuple[Environment, ...],
    records: tuple[PublisherRecord, ...],
) -> World:
    """The workflows and pipelines of `repository` as those of the plan's project."""
    return World(
        identity=identity_of(plan.project),
        workflows=repository.workflows,
        actions=repository.actions,
        pipelines=repository.pipelines,
        forge=plan.project.forge,
        publications=tuple(joined.publications),
        environments=environments,
        records=records,
        keys=tuple(joined.keys),
        unborn=_unborn(plan),
        aliases=joined.aliases,
    )


@dataclass(slots=True)
class Joined:
    """Uploads with the keys of the publications they are, each upload once."""

    keys: list[str] = field(default_factory=list)
    publications: list[FoundPublication] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)


def join(pairs: Iterable[tuple[Publication, FoundPublication | None]]) -> Joined:
    """Pairs of what is planned and what was found; a publication without upload is left out.

    An upload without any credential asks for a token as planned, and is told why it gets none.
    """
    joined = Joined()
    first: dict[tuple[object, ...], str] = {}
    for item, found in pairs:
        if found is None:
            continue
        same = (found.span, found.workflow, found.job, item.packages)
        if same in first:
            joined.aliases[item.key] = first[same]
            continue
        first[same] = item.key
        joined.keys.append(item.key)
        auth = Auth.OIDC if found.bare and item.auth is Auth.OIDC else found.auth
        of_workspace = bool(found.packages) and is_workspace(item.packages[0])
        names = found.packages if of_workspace else item.packages
        joined.publications.append(replace(found, packages=names, auth=auth))
    return joined


def composed_repository(plan: Plan) -> Repository:
    """A repository that holds just the files the plan composes."""
    checkout = MemoryCheckout("the composed files", compose(plan))
    if plan.project.forge is ForgeKind.GITLAB:
        entries = (item.workflow for item in plan.releases)
        return Repository(
            root=checkout.label,
            checkout=checkout,
            pipelines=read_pipelines(checkout, entries, []),
            forge=plan.project.forge,
        )
    workflows = tuple(read_workflows(checkout, []))
    return Repository(
        root=checkout.label,
        checkout=checkout,
        workflows=workflows,
        actions=read_actions(checkout, workflows, []),
    )


def _unborn(plan: Plan) -> frozenset[tuple[str, str]]:
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
            and file_name(one.workflow) == item.workflow
            and one.uploading_job == item.job
        ),
        None,
    )
