"""The ``github`` and ``inputs`` contexts of a sample event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.semantics.expressions.values import UNKNOWN_VALUE, Open, Value, Values
from runbook.repository.follow_values import FORGE_TOKEN, as_texts, input_values
from runbook.repository.scripts_words import reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.repository.model import Repository
    from runbook.repository.starts import Circumstance

# Which parts of the payload only some events have; elsewhere they are null.
_PAYLOAD = {
    "release": ("release",),
    "pull_request": ("pull_request", "number"),
    "pull_request_target": ("pull_request", "number"),
    "push": ("head_commit", "commits", "before", "after", "forced", "created"),
    "workflow_run": ("workflow_run",),
    "repository_dispatch": ("client_payload",),
    "issue_comment": ("issue", "comment"),
    "issues": ("issue",),
}
_OBJECTS = frozenset(
    {"release", "pull_request", "head_commit", "workflow_run", "client_payload", "issue", "comment"}
)
_EVERY = frozenset(name for names in _PAYLOAD.values() for name in names)


def contexts_of(circumstance: Circumstance | None, repository: Repository) -> dict[str, Value]:
    """What expressions see when the event arrives; None is an event of which nothing is known."""
    github = {**_github_of(repository), "token": reference(FORGE_TOKEN), "workspace": "."}
    if circumstance is None:
        return {"github": Open(github)}
    dispatched = circumstance.event == "workflow_dispatch"
    inputs = input_values(circumstance.trigger.inputs) if dispatched else {}
    github |= _refs(circumstance)
    github["event_name"] = circumstance.event
    github["event"] = _payload(circumstance, inputs, repository)
    return {"github": Open(github), "inputs": inputs}


def environment_of(contexts: Mapping[str, Value]) -> dict[str, str]:
    """The variables every step has, as far as the contexts say them."""
    found = {"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": "."}
    github = contexts["github"]
    for name in ("event_name", "ref", "ref_name", "ref_type", "repository", "repository_owner"):
        value = github.get(name)
        if isinstance(value, str):
            found[f"GITHUB_{name.upper()}"] = value
    return found


def _github_of(repository: Repository) -> dict[str, Value]:
    known: dict[str, Value] = {"server_url": "https://github.com"}
    if repository.owner:
        known["repository_owner"] = repository.owner
    if repository.owner and repository.repo:
        known["repository"] = f"{repository.owner}/{repository.repo}"
    return known


def _refs(circumstance: Circumstance) -> dict[str, Value]:
    ref = circumstance.ref
    pull = circumstance.event in {"pull_request", "pull_request_target"}
    found: dict[str, Value] = {}
    if not pull:
        found |= {"head_ref": "", "base_ref": ""}
    if ref:
        kind = "tag" if circumstance.is_tag else "branch"
        name = ref.removeprefix("refs/tags/").removeprefix("refs/heads/").removeprefix("refs/pull/")
        found |= {"ref": ref, "ref_name": name, "ref_type": kind}
    return found


def _payload(circumstance: Circumstance, inputs: dict[str, Value], repository: Repository) -> Value:
    own = _PAYLOAD.get(circumstance.event, ())
    payload: dict[str, Value] = {name: None for name in _EVERY if name not in own}
    payload |= {name: Open() for name in own if name in _OBJECTS}
    payload["inputs"] = as_texts(inputs) if circumstance.event == "workflow_dispatch" else None
    payload["action"] = circumstance.activity or _no_action(circumstance)
    payload["repository"] = _repository_of(repository)
    if circumstance.ref:
        payload["ref"] = circumstance.ref
    if circumstance.event == "release" and circumstance.ref:
        tag = circumstance.ref.removeprefix("refs/tags/")
        payload["release"] = Open({"tag_name": tag, "draft": Values((False, True))})
    return Open(payload)


def _repository_of(repository: Repository) -> Value:
    known: dict[str, Value] = {"fork": False}
    if repository.owner and repository.repo:
        known |= {"full_name": f"{repository.owner}/{repository.repo}", "name": repository.repo}
    if repository.default_branch:
        known["default_branch"] = repository.default_branch
    return Open(known)


def _no_action(circumstance: Circumstance) -> Value:
    plain = circumstance.event in {"push", "workflow_dispatch", "schedule", "create", "delete"}
    return None if plain else UNKNOWN_VALUE
