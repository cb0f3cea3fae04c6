"""What keeps a client from running where a job calls it, and the words for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.catalog import signature
from runbook.forges.github.semantics.expressions.evaluate import evaluate_or_unknown
from runbook.forges.github.semantics.expressions.values import as_text
from runbook.model.forge import ForgeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.forges.github.semantics.expressions.evaluate import Scope
    from runbook.forges.github.syntax.model import Job
    from runbook.model.found import FoundPublication
    from runbook.model.signature import Signature
    from runbook.registries.base import Registry

_HANDED_ON = "audience-mismatch"  # the job has a token, and only the registry looks at it
_OTHER_SYSTEMS = ("windows", "macos")


def hindrance(
    registry: Registry, found: FoundPublication, job: Job, scope: Scope
) -> tuple[str, Signature | None] | None:
    """Why the client cannot run in this job, and its message; None when nothing is known."""
    if found.via.startswith("composite:") and refuses_composite(registry, found.client):
        reason = f"{found.client} does not work when a composite action calls it"
        return reason, _of_client(registry, found.client, "nested-composite")
    linux_only = needs_linux(registry, found.client)
    for label in _labels(job, scope) if linux_only else ():
        if label.lower().startswith(_OTHER_SYSTEMS):
            return f"{found.client} runs on Linux only, and the job runs on {label}", linux_only
    return None


def refuses_composite(registry: Registry, client: str) -> bool:
    """Whether the client is known not to work inside a composite action."""
    return any(item.id == client and not item.composite for item in registry.data.clients)


def needs_linux(registry: Registry, client: str) -> Signature | None:
    """What the client says on another system; None when it runs anywhere."""
    return _of_client(registry, client, "non-linux-runner")


def no_token(
    registry: Registry, client: str, cause: str, forge: ForgeKind = ForgeKind.GITHUB
) -> tuple[str, str]:
    """What the user sees without a token, and its signature's id before it.

    The client's own words where they are known; both are "" where nothing is.
    """
    found = _of_client(registry, client, cause, forge)
    if forge is not ForgeKind.GITHUB:
        found = found or (_of_exchange(registry, cause) if cause == _HANDED_ON else None)
        return (found.id, found.render({})) if found else ("", "")
    found = found or next(_with_cause(registry, cause, forge), None)
    if found is not None:
        return found.id, found.render({})
    generic = signature("github-no-token-variables")
    return generic.id, generic.render({"variable": "ACTIONS_ID_TOKEN_REQUEST_URL"})


def _of_exchange(registry: Registry, cause: str) -> Signature | None:
    """What the registry itself says of a token that the client hands on as it is."""
    return next(
        (
            item
            for item in registry.data.signatures
            if item.stage == "exchange" and cause in item.causes
        ),
        None,
    )


def stored_variables(registry: Registry, client: str) -> tuple[str, ...]:
    """The variables in which the client takes a stored token on GitLab; empty when not known."""
    for one in registry.data.clients:
        if one.id == client and one.stored and one.stored.gitlab:
            return tuple(one.stored.gitlab.get("variables", {}))
    return ()


def refuses_beside(registry: Registry, client: str, forge: ForgeKind) -> Signature | None:
    """What a client says that takes no identity beside a stored token; None where none is known."""
    return _of_client(registry, client, "token-in-use", forge)


def _of_client(
    registry: Registry, client: str, cause: str, forge: ForgeKind = ForgeKind.GITHUB
) -> Signature | None:
    """The client's message for a cause, one that proves it before one that allows it."""
    all_ = _with_cause(registry, cause, forge)
    own = [item for item in all_ if item.printed_by.lower().startswith(client)]
    own.sort(key=lambda item: cause not in item.proves)
    return own[0] if own else None


def _with_cause(registry: Registry, cause: str, forge: ForgeKind) -> Iterator[Signature]:
    for item in registry.data.signatures:
        printed = item.forge in {"", forge.value}
        if printed and item.stage in {"token", "startup"} and cause in item.causes:
            yield item


def _labels(job: Job, scope: Scope) -> Iterator[str]:
    for label in job.runs_on:
        found = evaluate_or_unknown(label.value, scope)
        if found.known:
            yield as_text(found.members[0])
