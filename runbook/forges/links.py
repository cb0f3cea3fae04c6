"""Addresses of a forge's own pages: data with placeholders, filled percent-encoded."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from runbook.forges.facts import read

if TYPE_CHECKING:
    from runbook.model.forge import ForgeKind, Project


@cache
def _templates(forge: ForgeKind) -> dict[str, str]:
    found: dict[str, str] = read(forge, "links.yaml")
    return found


def forge_link(project: Project, name: str, **values: str) -> str:
    """The address called `name` for a project.

    Raises:
        KeyError: the forge has no such page, or a value is missing.
    """
    known = {
        "host": project.host,
        "owner": quote(project.owner, safe="/"),
        "repo": quote(project.repo, safe=""),
        "branch": quote(project.default_branch, safe="/"),
        **{key: quote(value, safe="/") for key, value in values.items()},
    }
    return _templates(project.forge)[name].format_map(known)
