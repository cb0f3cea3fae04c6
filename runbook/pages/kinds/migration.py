"""Away from tokens: only where a publication says which secret it replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.facts import labels
from runbook.forges.links import forge_link
from runbook.model.forge import ForgeKind
from runbook.pages.downloads import download_path
from runbook.pages.scene import single
from runbook.pages.views.mentions import mentions
from runbook.registries.catalog import get
from runbook.workflows.clients import client_of
from runbook.workflows.compose import path_of
from runbook.workflows.emit import emit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.pages.scene import Scene
    from runbook.workflows.emit import Data


def _values(scene: Scene) -> dict[str, object] | None:
    moving = [item for item in scene.plan.publications if item.replaces]
    if not moving:
        return None
    secrets = tuple(dict.fromkeys(item.replaces for item in moving if item.replaces))
    return {
        "secrets": secrets,
        "moves": [_move(scene.plan, item) for item in moving],
        "not_composite": _not_composite(scene.plan, moving),
        "labels": labels(scene.plan.project.forge),
        "secrets_page": forge_link(scene.plan.project, "secrets"),
        "mentions": mentions(scene.case.repository, secrets),
    }


def _move(plan: Plan, item: Publication) -> dict[str, object]:
    path = path_of(plan.project, item.call_path[-1])
    comes = {**_environment(item), **_identity(plan, item)}
    return {
        "secret": item.replaces,
        "registry": get(item.registry).data.name,
        "package": item.package,
        "job": item.job,
        "path": path,
        "download": download_path(path),
        "snippet": emit(comes, gaps=0) if comes else "",
    }


def _not_composite(plan: Plan, moving: list[Publication]) -> list[tuple[str, str]]:
    """Clients that cannot run in a composite action, each with what its data says of it."""
    if plan.project.forge is ForgeKind.GITLAB:
        return []
    clients = [client for item in moving for client in get(item.registry).data.clients]
    found = {client.name: client.note for client in clients if not client.composite}
    return list(found.items())


def _identity(plan: Plan, item: Publication) -> Mapping[str, Data]:
    """What lets a job ask for an identity, in the forge's own words."""
    if plan.project.forge is not ForgeKind.GITLAB:
        return {"permissions": {"id-token": "write"}}
    tokens = (client_of(item).gitlab or {}).get("id_tokens")
    return {"id_tokens": tokens} if tokens else {}


def _environment(item: Publication) -> dict[str, str]:
    return {"environment": item.environment} if item.environment else {}


KIND = single(
    "migration",
    "Move away from tokens",
    58,
    _values,
    "From stored tokens to trusted publishing, step by step",
)
