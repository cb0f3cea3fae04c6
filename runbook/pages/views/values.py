"""The project's own values for the placeholders of registry data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind
from runbook.registries.catalog import get
from runbook.registries.fill import Quote, fill
from runbook.simulation.examples import USUAL_TAGS
from runbook.simulation.of_release import example_tag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.model.plan import Plan
    from runbook.model.publication import Publication


_DEVELOPMENT = re.compile(r"(?P<release>[0-9]+(?:\.[0-9]+)*)[-_.]?dev[-_.]?(?P<number>[0-9]*)\Z")


_CI = {ForgeKind.GITHUB: "GitHub Actions", ForgeKind.GITLAB: "GitLab CI"}  # as ci-info says it


def version_of(tag: str, ecosystem: str = "") -> str:
    """The version a tag stands for: the tag without what precedes its first digit.

    Python's tools write a development release in one way. Source: packaging.python.org, version
    specifiers (PEP 440), normalization.
    """
    version = re.sub(r"^[^0-9]*", "", tag) or tag
    hit = _DEVELOPMENT.match(version) if ecosystem == "python" else None
    return f"{hit['release']}.dev{hit['number'] or 0}" if hit else version


def values_for(plan: Plan, item: Publication, package: str | None = None) -> dict[str, str]:
    """Values for every placeholder a registry's data may use."""
    release = plan.release(item.release)
    tag = example_tag(plan.project, release) if release else USUAL_TAGS[0]
    version = version_of(tag, get(item.registry).data.ecosystem)
    name = package or item.package
    return {
        "owner": plan.project.owner,
        "repo": plan.project.repo,
        "package": name,
        "version": version,
        "tag": tag,
        "environment": item.environment or "",
        "workflow": get(item.registry).workflow_file(item.call_path, plan.project.forge.value),
        "filename": get(item.registry).file_name(name, version),
        "ci": _CI[plan.project.forge],
        "user": item.record.fields.get("user", "") if item.record else "",
    }


def link(registry: str, name: str, values: Mapping[str, str]) -> str | None:
    """The registry's address called `name`; None when it has no such page."""
    template = get(registry).data.links.get(name)
    return None if template is None else fill(template, values, Quote.URL)
