"""The contexts an expression sees: github and inputs, as far as an event decides them.

Source: github/docs contexts.md@03d2e24, events-that-trigger-workflows.md@037ad6b.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.semantics.claims import workflow_ref
from runbook.forges.github.semantics.expressions.values import (
    Open,
    Rest,
    Value,
    Values,
    as_text,
    known,
    lift,
    parse_number,
)
from runbook.model.origin import Unset
from runbook.model.timeline import EventKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.github.syntax.model import Input, Workflow
    from runbook.model.identity import Identity
    from runbook.model.timeline import Event

FORGE_BOT = "github-actions[bot]"
_PULLS = (EventKind.PULL_REQUEST, EventKind.PULL_REQUEST_TARGET)


def github_context(identity: Identity, workflow: Workflow, event: Event, ref: str) -> Open:
    """`github`, in the workflow that the event started; called workflows see the same one."""
    pulls = event.kind in _PULLS
    context = Open(
        event_name=event.kind.value,
        event=Open(_payload(identity, event)),
        ref=ref,
        ref_name=_short(ref),
        ref_type="tag" if ref.startswith("refs/tags/") else "branch",
        repository=identity.full_name,
        repository_owner=identity.owner,
        workflow=workflow.name.value if workflow.name else workflow.path,
        workflow_ref=workflow_ref(identity.full_name, workflow.path, ref),
        base_ref=(event.base or identity.default_branch) if pulls else "",
        server_url=f"https://{identity.host}",
    )
    if not pulls:
        context["head_ref"] = ""
    if event.by_forge_token:
        context["actor"] = FORGE_BOT
    for name, value in (
        ("repository_id", identity.repo_id),
        ("repository_owner_id", identity.owner_id),
    ):
        if value is not None:
            context[name] = value
    return context


def _short(ref: str) -> str:
    for prefix in ("refs/tags/", "refs/heads/", "refs/pull/"):
        if ref.startswith(prefix):
            return ref.removeprefix(prefix)
    return ref


# Parts of a payload, and the only events that carry them.
_ONLY_IN = {
    "release": (EventKind.RELEASE,),
    "pull_request": _PULLS,
    "workflow_run": (EventKind.WORKFLOW_RUN,),
    "inputs": (EventKind.DISPATCH,),
    "client_payload": (EventKind.REPOSITORY_DISPATCH,),
    "head_commit": (EventKind.PUSH,),
    "schedule": (EventKind.SCHEDULE,),
}


def _payload(identity: Identity, event: Event) -> dict[str, Value]:
    payload: dict[str, Value] = {
        **{name: None for name, kinds in _ONLY_IN.items() if event.kind not in kinds},
        "repository": _repository(identity),
    }
    if event.activity:
        payload["action"] = event.activity
    match event.kind:
        case EventKind.PUSH:
            payload |= {"ref": event.ref, "deleted": False}
            if event.message:
                payload["head_commit"] = Open(message=event.message)
        case EventKind.RELEASE:
            payload["release"] = Open(
                tag_name=event.name, draft=event.draft, prerelease=event.prerelease
            )
        case EventKind.DISPATCH:
            payload |= {"ref": event.ref, "inputs": Open(event.inputs)}
        case EventKind.PULL_REQUEST | EventKind.PULL_REQUEST_TARGET:
            payload["pull_request"] = _pull_request(identity, event)
        case EventKind.WORKFLOW_RUN:
            branch = event.base or identity.default_branch
            payload["workflow_run"] = Open(head_branch=branch, name=event.workflow)
        case _:
            pass
    return payload


def _repository(identity: Identity) -> Open:
    repository = Open(
        full_name=identity.full_name,
        name=identity.repo,
        default_branch=identity.default_branch,
    )
    if not isinstance(identity.visibility, Unset):
        repository |= {
            "private": identity.visibility != "public",
            "visibility": identity.visibility,
        }
    return repository


def _pull_request(identity: Identity, event: Event) -> Open:
    head = Open(fork=event.fork)
    if not event.fork:
        head["full_name"] = identity.full_name
    base = Open(ref=event.base or identity.default_branch)
    return Open(head=Open(repo=head), base=base)


def dispatch_inputs(inputs: tuple[Input, ...], given: Mapping[str, str | bool]) -> dict[str, Value]:
    """`inputs` of a dispatch: what was given, else the defaults, typed as declared."""
    return call_inputs(inputs, {name: known(value) for name, value in given.items()})


def call_inputs(inputs: tuple[Input, ...], passed: Mapping[str, Values]) -> dict[str, Value]:
    """`inputs` of a called workflow or action: what the caller passes, else the defaults."""
    lowered = {name.lower(): value for name, value in passed.items()}
    return {
        item.name: _typed(item, lowered[item.name.lower()])
        if item.name.lower() in lowered
        else default_of(item)
        for item in inputs
    }


def default_of(item: Input) -> Values:
    """The declared default, or the empty value of the type; one that is computed is unknown."""
    if item.default is None:
        return known(_EMPTY.get(item.type, ""))
    if item.default.is_dynamic:
        return Values((), Rest.ANYTHING)
    return _typed(item, known(item.default.value))


_EMPTY: dict[str, Value] = {"boolean": False, "number": 0}


def _typed(item: Input, value: Values) -> Values:
    if item.type == "boolean":
        return lift(lambda one: one if isinstance(one, bool) else as_text(one) == "true", value)
    if item.type == "number":
        return lift(lambda one: parse_number(as_text(one)), value)
    return lift(as_text, value)
