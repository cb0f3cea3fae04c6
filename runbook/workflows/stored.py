"""Uploads with a stored secret: the client's steps without a login, and how the secret arrives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from runbook.model.forge import ForgeKind
from runbook.model.publication import Auth
from runbook.registries.catalog import get

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.model.forge import Project
    from runbook.model.publication import Publication
    from runbook.registries.data import Client

PASSED = re.compile(r"\$\{\{ (secrets|vars)\.(\w{1,255}) \}\}")
"""What a job has and a file or action it calls has not, as our data and `reference` write it."""


def reference(project: Project, item: Publication) -> str:
    """How the workflow language says the stored secret of `item`; what it replaces, if named."""
    name = item.replaces or get(item.registry).data.secret
    return f"${name}" if project.forge is ForgeKind.GITLAB else f"${{{{ secrets.{name} }}}}"


def steps_of(item: Publication, client: Client) -> list[Mapping[str, Any]]:
    """The client's steps as the publication's way in wants them, placeholders not yet filled."""
    if item.auth is not Auth.TOKEN or client.stored is None:
        return list(client.steps)
    *before, last = (one for one in client.steps if one.get("id") not in client.stored.without)
    return [*before, over(last, client.stored.last)]


def gitlab_of(item: Publication, client: Client) -> Mapping[str, Any] | None:
    """The client's GitLab job, the same way; None where none is described."""
    if item.auth is not Auth.TOKEN or client.stored is None or client.gitlab is None:
        return client.gitlab
    if client.stored.gitlab is None:
        return None
    job = {key: value for key, value in client.gitlab.items() if key != "id_tokens"}
    return {**job, **client.stored.gitlab}


def secrets_in(steps: object) -> tuple[str, ...]:
    """The names of the secrets that steps use, each once, in their order."""
    return tuple(dict.fromkeys(hit[2] for hit in expressions_in(steps) if hit[1] == "secrets"))


def expressions_in(steps: object) -> Iterator[re.Match[str]]:
    """Every secret and variable that steps use, as often as they do."""
    if isinstance(steps, str):
        yield from PASSED.finditer(steps)
    elif isinstance(steps, Mapping):
        yield from expressions_in(list(steps.values()))
    elif isinstance(steps, list):
        for one in steps:
            yield from expressions_in(one)


def over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `own` over it; mappings in both are joined."""
    joined = {
        key: {**base[key], **value}
        for key, value in own.items()
        if isinstance(value, Mapping) and isinstance(base.get(key), Mapping)
    }
    return {**base, **own, **joined}
