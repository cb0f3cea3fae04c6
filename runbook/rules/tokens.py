"""Stored secrets in workflows and actions: their names, and where they are mentioned."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.repository.publish_clients import clients
from runbook.rules.expressions import mentions

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from runbook.forges.github.syntax.model import Action, Workflow
    from runbook.repository.model import Repository
    from runbook.source import Span

_SECRET = re.compile(r"\bsecrets\.([A-Za-z_][A-Za-z0-9_]*)", re.IGNORECASE)
_FORGE = "github_token"


def secrets_in(file: Workflow | Action) -> Iterator[tuple[str, Span]]:
    """(name, place) of every stored secret that a file's expressions name; the forge's own not."""
    for text, span in mentions(file.text, file.path, _SECRET):
        name = text.partition(".")[2]
        if name.lower() != _FORGE:
            yield name, span


def secret_in(text: str) -> str | None:
    """The name of the stored secret in a value, None when it has none."""
    names = [name for name in _SECRET.findall(text) if name.lower() != _FORGE]
    return names[0] if names and "${{" in text else None


def files_of(repository: Repository) -> Iterable[Workflow | Action]:
    """Every workflow and local action that was read."""
    return (*repository.workflows, *repository.actions.values())


def token_variables(registries: Container[str]) -> frozenset[str]:
    """Environment variables from which clients take the tokens of these registries."""
    return frozenset(
        name
        for client in clients().clients
        if client.registry in registries
        for name in client.token.env
    )
