"""A registry's procedures with the project's values filled in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.pages.views.values import values_for
from runbook.registries.catalog import get
from runbook.registries.fill import Quote, fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.model.fact import Fact
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.registries.data import Procedure


@dataclass(frozen=True, slots=True)
class Doing:
    """A procedure as the reader does it; every text is filled, None of them escaped."""

    id: str
    title: str
    effect: str
    command: str
    address: str
    clicks: tuple[str, ...]
    by: str
    until: str
    undo: str
    reversible: bool | None
    facts: tuple[Fact, ...]
    unverified: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The procedures of one topic for one package on one registry."""

    registry: str
    registry_name: str
    package: str
    doings: tuple[Doing, ...]
    tab: str = ""


def sections(plan: Plan, topic: str) -> tuple[Section, ...]:
    """The procedures of a topic, once per registry and package, in the order of the plan."""
    found = []
    seen = set()
    for item in plan.publications:
        for package in item.packages:
            if (item.registry, package) in seen:
                continue
            seen.add((item.registry, package))
            section = _section(plan, item, package, topic)
            if section.doings:
                found.append(section)
    return _with_tabs(found)


def _with_tabs(found: list[Section]) -> tuple[Section, ...]:
    """Name each section's tab by its registry, and by its package where that is not enough."""
    names = [item.registry_name for item in found]
    return tuple(
        replace(
            item,
            tab=item.registry_name
            if names.count(item.registry_name) == 1
            else f"{item.registry_name}: {item.package}",
        )
        for item in found
    )


def _section(plan: Plan, item: Publication, package: str, topic: str) -> Section:
    data = get(item.registry).data
    values = values_for(plan, item, package)
    forge = plan.project.forge.value
    mine = (one for one in data.about(topic) if one.forge in {"", forge})
    doings = tuple(_doing(one, values, item.registry) for one in mine)
    return Section(item.registry, data.name, package, doings)


def _doing(item: Procedure, values: Mapping[str, str], registry: str) -> Doing:
    data = get(registry).data
    return Doing(
        id=item.id,
        title=fill(item.title, values),
        effect=fill(item.effect, values),
        command=fill(item.command, values, Quote.SHELL),
        address=fill(item.address, values, Quote.URL),
        clicks=tuple(fill(click, values) for click in item.clicks),
        by=item.by,
        until=item.until,
        undo=fill(item.undo, values),
        reversible=item.reversible,
        facts=tuple(data.fact(name) for name in item.facts),
        unverified=item.unverified,
    )
