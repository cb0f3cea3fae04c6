"""The `on:` of a workflow file, from the releases that start there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.release import Release, StartedBy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runbook.workflows.emit import Data


def triggers(releases: Sequence[Release]) -> dict[str, Data]:
    """Every event that starts one of the releases, with its filters."""
    on: dict[str, Data] = {}
    push = _push(releases)
    if push:
        on["push"] = push
    of_kind = {kind: [item for item in releases if item.by is kind] for kind in StartedBy}
    if of_kind[StartedBy.RELEASE]:
        types = _distinct(name for item in of_kind[StartedBy.RELEASE] for name in item.types)
        on["release"] = {"types": types or ["published"]}
    if of_kind[StartedBy.SCHEDULE]:
        crons = _distinct(item.cron for item in of_kind[StartedBy.SCHEDULE] if item.cron)
        on["schedule"] = [{"cron": cron} for cron in crons]
    if of_kind[StartedBy.DISPATCH]:
        on["workflow_dispatch"] = _dispatch(of_kind[StartedBy.DISPATCH])
    return on


def _push(releases: Sequence[Release]) -> dict[str, Data]:
    tags = _distinct(tag for item in releases if item.by is StartedBy.TAG for tag in item.tags)
    branches = _distinct(
        name for item in releases if item.by is StartedBy.MERGE for name in item.branches
    )
    push: dict[str, Data] = {}
    if branches:
        push["branches"] = branches
    if tags:
        push["tags"] = tags
    return push


def _dispatch(releases: Iterable[Release]) -> Data:
    inputs: dict[str, Data] = {}
    for release in releases:
        for name, value in release.inputs.items():
            boolean = isinstance(value, bool)
            inputs[name] = {
                "description": f"What the release {release.name!r} passes: {_shown(value)}",
                "type": "boolean" if boolean else "string",
                "default": value,
            }
    return {"inputs": inputs} if inputs else None


def _shown(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value


def _distinct(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
