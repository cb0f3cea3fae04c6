"""The project's own values for the placeholders of registry data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.model.release import Release, StartedBy
from runbook.registries.catalog import get
from runbook.registries.fill import Quote, fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.model.plan import Plan
    from runbook.model.publication import Publication


def example_tag(release: Release | None) -> str:
    """A tag that starts the release: the stated example, else one its filters admit."""
    if release is None or release.by not in {StartedBy.TAG, StartedBy.RELEASE}:
        return "v1.2.3"
    if release.example:
        return release.example
    from runbook.simulation.examples import example_ref  # noqa: PLC0415 - only when asked

    return example_ref(release.tags) or "v1.2.3"


def version_of(tag: str) -> str:
    """The version a tag stands for: the tag without what precedes its first digit."""
    return re.sub(r"^[^0-9]*", "", tag) or tag


def values_for(plan: Plan, item: Publication, package: str | None = None) -> dict[str, str]:
    """Values for every placeholder a registry's data may use."""
    tag = example_tag(plan.release(item.release))
    version = version_of(tag)
    name = package or item.package
    return {
        "owner": plan.project.owner,
        "repo": plan.project.repo,
        "package": name,
        "version": version,
        "tag": tag,
        "environment": item.environment or "",
        "workflow": item.call_path[-1],
        "filename": f"{re.sub(r'[-_.]+', '_', name).lower()}-{version}.tar.gz",
        "user": plan.project.owner,
    }


def link(registry: str, name: str, values: Mapping[str, str]) -> str | None:
    """The registry's address called `name`; None when it has no such page."""
    template = get(registry).data.links.get(name)
    return None if template is None else fill(template, values, Quote.URL)
