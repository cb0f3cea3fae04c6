"""What a publication uploads with, and the builds whose files it uploads."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, count
from typing import TYPE_CHECKING

from runbook.forges.builds import build_for
from runbook.registries.catalog import get

if TYPE_CHECKING:
    from runbook.forges.builds import Build
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.registries.data import Client


def client_of(item: Publication) -> Client:
    """The client of a publication.

    Raises:
        KeyError: the registry does not know it.
    """
    clients = {client.id: client for client in get(item.registry).data.clients}
    return clients[item.client]


def builds_of(plan: Plan, item: Publication) -> tuple[Build, ...]:
    """The builds whose stored files the publication uploads; empty when it works on the sources.

    What has no build of its own, such as a release page of the forge, takes what its release
    builds for the registries.
    """
    return tuple(_named(plan, build) for build in _builds_of(plan, item))


def free_job(plan: Plan, job: str) -> str:
    """`job`, or a name like it where an upload of the plan is called so."""
    taken = {item.job for item in plan.publications}
    names = chain([job], (f"{job}-{number}" for number in count(2)))
    return next(name for name in names if name not in taken)


def _named(plan: Plan, build: Build) -> Build:
    also = {**build.also, "job": free_job(plan, build.also["job"])} if build.also else build.also
    return replace(build, job=free_job(plan, build.job), also=also)


def _builds_of(plan: Plan, item: Publication) -> tuple[Build, ...]:
    build = _own(item)
    if build is None:
        return ()
    if item.build or not build.fallback:
        return (build,)
    others = (
        other
        for other in plan.publications
        if (other.release, other.workflow) == (item.release, item.workflow)
    )
    found = {one.id: one for one in map(_own, others) if one and not one.fallback}
    return tuple(found.values()) or (build,)


def _own(item: Publication) -> Build | None:
    if not client_of(item).artifact:
        return None
    return build_for(get(item.registry).data.ecosystem, item.build)
