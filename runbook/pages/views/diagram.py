"""The way of a release from the event to the registry, as boxes in a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind
from runbook.model.origin import Unset
from runbook.pages.views.gitlab import approvals_exist
from runbook.pages.views.publishers import started_by
from runbook.registries.catalog import get

if TYPE_CHECKING:
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.model.release import Release


@dataclass(frozen=True, slots=True)
class Box:
    """A station: `kind` is event, workflow, job, gate, registry or end."""

    kind: str
    label: str
    detail: str


@dataclass(frozen=True, slots=True)
class Flow:
    """One release and the ways it takes."""

    release: str
    ways: tuple[tuple[Box, ...], ...]


def flows(plan: Plan) -> tuple[Flow, ...]:
    """The ways of every release, in the order of the descriptor."""
    return tuple(_flow(plan, release) for release in plan.releases)


def _flow(plan: Plan, release: Release) -> Flow:
    start = (Box("event", started_by(release), ""), Box("workflow", release.workflow, ""))
    ways = tuple((*start, *_way(plan, item)) for item in plan.of_release(release.name))
    end = Box("end", "nothing is uploaded", "")
    return Flow(release.name, ways or ((*start, end),))


def _way(plan: Plan, item: Publication) -> tuple[Box, ...]:
    how = "called" if plan.project.forge is ForgeKind.GITHUB else "included"
    called = [Box("workflow", name, how) for name in item.call_path[1:]]
    name = get(item.registry).data.name
    return (
        *called,
        Box("job", item.job, item.client),
        *_gate(plan, item),
        Box("registry", name, ", ".join(item.packages)),
    )


def _gate(plan: Plan, item: Publication) -> tuple[Box, ...]:
    environment = plan.environment(item.environment) if item.environment else None
    if environment is None:
        return ()
    reviewers = environment.reviewers
    if approvals_exist(plan.project) is False:
        detail = "this plan has no approvals"
    elif isinstance(reviewers, Unset):
        detail = "reviewers not stated"
    else:
        detail = f"approved by {', '.join(map(str, reviewers))}" if reviewers else "no approval"
    return (Box("gate", environment.name, detail),)
