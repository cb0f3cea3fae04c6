"""How an upload proves who it is, from what the job really passes to the client.

A permission alone proves nothing: a stored secret beats it, and an empty secret does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.model.publication import Auth
from runbook.repository.follow_values import FORGE_TOKEN
from runbook.repository.publish_clients import clients
from runbook.repository.scripts_words import UNKNOWN, references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.repository.follow_job import JobState
    from runbook.repository.publish_match import Invocation

_FORGE_REGISTRIES = frozenset({"ghcr", "github-packages"})


@dataclass(frozen=True, slots=True)
class Proof:
    """The method, the secret that is passed (its name), and whether that is certain.

    `bare` says that nothing is passed to a client that could ask for a token, and may not.
    """

    auth: Auth
    secret: str | None = None
    certain: bool = True
    bare: bool = False


def proof(found: Invocation, registry: str, job: JobState, *, can_request_token: bool) -> Proof:
    """How `found` authenticates to `registry`."""
    for value in passed(found, registry, job):
        answer = _of_value(value, registry, job)
        if answer is not None:
            return answer
    return _without_secret(found, registry, job, can_request_token)


def passed(found: Invocation, registry: str, job: JobState) -> Iterator[str]:
    """What is handed over, nearest first."""
    yield from found.values(found.client.token)
    if registry in job.stored:
        yield job.stored[registry]
    if registry in job.logins:
        yield job.logins[registry]


def _of_value(value: str, registry: str, job: JobState) -> Proof | None:
    """What a passed value proves; None for an empty one."""
    marks = references(value)
    secrets = [mark.removeprefix("secrets.") for mark in marks if mark.startswith("secrets.")]
    steps = [mark.split(".")[1] for mark in marks if mark.startswith("steps.")]
    if secrets:
        return Proof(Auth.TOKEN, secrets[0])
    if any(job.steps.get(step) in clients().minters for step in steps):
        return Proof(Auth.OIDC)
    if FORGE_TOKEN in marks:
        return Proof(Auth.FORGE_TOKEN)
    if steps:
        return Proof(Auth.TOKEN, certain=False)
    if UNKNOWN not in value:
        return Proof(Auth.TOKEN, certain=False) if value.strip() else None
    return Proof(Auth.OIDC if registry in job.minted else Auth.TOKEN, certain=False)


def _without_secret(
    found: Invocation, registry: str, job: JobState, can_request_token: bool
) -> Proof:
    if found.client.forge_token or registry in _FORGE_REGISTRIES:
        return Proof(Auth.FORGE_TOKEN)
    if registry in job.minted:
        return Proof(Auth.OIDC)
    if found.client.oidc == "permission" and can_request_token:
        return Proof(Auth.OIDC)
    return Proof(Auth.TOKEN, certain=False, bare=found.client.oidc == "permission")
