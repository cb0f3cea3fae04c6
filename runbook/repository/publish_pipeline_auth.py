"""How an upload of a GitLab job proves who it is: an identity of `id_tokens`, or a stored secret.

A job has no identity but those it names, so that without any only a secret is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.model.publication import Auth
from runbook.registries.catalog import all_ids, get
from runbook.repository.pipeline_variables import ID_TOKEN, JOB_TOKEN
from runbook.repository.publish_auth import Proof, passed
from runbook.repository.scripts_words import UNKNOWN, references

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.forges.gitlab.syntax.model import Job
    from runbook.registries.data import RegistryData
    from runbook.repository.follow_job import JobState
    from runbook.repository.pipeline_variables import JobVariables
    from runbook.repository.publish_match import Invocation

OWN = "gitlab-packages"
"""The forge's own registries, for packages and containers."""
_SIGNING = frozenset({"sigstore"})


@dataclass(frozen=True, slots=True)
class Identities:
    """What the job can prove.

    `any` says that it has an identity, `fitting` are the registries that one of them is for,
    `minted` those whose exchange its script makes. `open` says that there may be more.
    """

    any: bool = False
    fitting: frozenset[str] = frozenset()
    minted: frozenset[str] = frozenset()
    open: bool = False


def identities_of(job: Job, variables: JobVariables, script: str) -> Identities:
    """The identities of a job that runs `script`."""
    if not job.id_tokens:
        return Identities(open=bool(job.open))
    audiences = {
        name: {variables.text(word.value) for word in token.audiences}
        for name, token in job.id_tokens.items()
    }
    meant = {name for name, own in audiences.items() if not own or not own <= _SIGNING}
    asked = {text for own in audiences.values() for text in own}
    fitting, minted = set(), set()
    for registry in all_ids():
        data = get(registry).data
        if data.oidc is None:
            continue
        if data.oidc.audience in asked or meant & set(_variables(data)):
            fitting.add(registry)
        if data.oidc.exchange_url and data.oidc.exchange_url in script:
            minted.add(registry)
    return Identities(bool(meant), frozenset(fitting), frozenset(minted), bool(job.open))


def pipeline_proof(
    found: Invocation, registry: str, state: JobState, identities: Identities, *, own: bool
) -> Proof:
    """How `found` authenticates to `registry`; `own` says that it is one of the forge."""
    for value in passed(found, registry, state):
        answer = _of_value(value, registry, identities)
        if answer is not None and own and answer.auth is Auth.TOKEN and not answer.secret:
            return Proof(Auth.FORGE_TOKEN, certain=False)
        if answer is not None:
            return answer
    if own:
        return Proof(Auth.FORGE_TOKEN)
    if registry in identities.minted:
        return Proof(Auth.OIDC)
    itself = found.client.oidc == "permission"
    if itself and identities.any:
        return Proof(Auth.OIDC, certain=registry in identities.fitting)
    none = not (identities.any or identities.open)
    return Proof(Auth.TOKEN, certain=none, bare=itself and none)


def _of_value(value: str, registry: str, identities: Identities) -> Proof | None:
    """What a passed value proves; None for an empty one."""
    marks = references(value)
    secret = next((mark for mark in marks if mark.startswith("secrets.")), None)
    if secret is not None:
        return Proof(Auth.TOKEN, secret.removeprefix("secrets."))
    if JOB_TOKEN in marks:
        return Proof(Auth.FORGE_TOKEN)
    raw = next((mark for mark in marks if mark.startswith(ID_TOKEN)), None)
    if raw is not None and registry in identities.minted:
        return Proof(Auth.OIDC, certain=False)
    if raw is not None:  # the registry wants what it gives for the token, not the token itself
        return Proof(Auth.TOKEN, raw.removeprefix(ID_TOKEN))
    if UNKNOWN in value:
        minted = registry in identities.minted
        return Proof(Auth.OIDC if minted else Auth.TOKEN, certain=minted)
    return Proof(Auth.TOKEN, certain=False) if value.strip() else None


def _variables(data: RegistryData) -> Iterable[str]:
    """The variables that the registry's clients read on GitLab, those of signing aside."""
    for client in data.clients:
        for name, token in (client.gitlab or {}).get("id_tokens", {}).items():
            if token.get("aud") not in _SIGNING:
                yield name
