"""What registries have in common and what not, side by side, from their data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.model.record import RecordState
from runbook.planning.model import Way
from runbook.registries.catalog import all_registries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.model.record import Form, FormField
    from runbook.registries.data import RegistryData

_FORGES = {"github": "GitHub", "gitlab": "GitLab"}
_WAYS = {
    "oidc": "trusted publishing",
    "token": "stored token",
    "github-token": "the run's own token",
}
_FIRST = {
    Way.PENDING: "a pending publisher creates it",
    Way.BY_HAND: "by hand, then the publisher",
    Way.PREPARED: "prepared at the registry, then by the workflow",
    Way.RUN: "the first run creates it",
}
_CALLED = {"job_workflow_ref": "the called one", "workflow_ref": "the calling one"}
NOT_COMPARED, NONE = "not compared", "none"


@dataclass(frozen=True, slots=True)
class Trust:
    """Which identity a registry trusts, and what of it is compared."""

    name: str
    ways: str
    forges: str
    workflow: str
    called: str
    environment: str
    ref: str
    records: str
    token: str


@dataclass(frozen=True, slots=True)
class Life:
    """How a package begins on a registry, what proves its origin, how it is taken back."""

    name: str
    first: str
    at_once: str
    expires: str
    attestations: str
    rollback: str
    checked: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Both tables, a row each registry, in the order of the catalog."""

    trust: tuple[Trust, ...]
    life: tuple[Life, ...]


def compared(as_of: str) -> Compared:
    """All registries there are, third parties' included; limits are those in force on `as_of`."""
    data = sorted((item.data for item in all_registries()), key=lambda one: (one.order, one.id))
    return Compared(tuple(map(_trust, data)), tuple(_life(one, as_of) for one in data))


def _trust(data: RegistryData) -> Trust:
    forms = [form for form in data.forms if form.state is RecordState.ACTIVE]
    trusted = bool(forms) and "oidc" in data.auth
    ref = str(data.values.get("ref_compared", NOT_COMPARED))
    return Trust(
        name=data.name,
        ways=", ".join(_WAYS[way] for way in data.auth),
        forges=", ".join(_FORGES.get(form.provider, form.provider) for form in forms) or NONE,
        workflow=_how(forms, "workflow"),
        called=_CALLED.get(data.oidc.workflow_claim, NOT_COMPARED) if data.oidc else "",
        environment=_how(forms, "environment"),
        ref=ref if trusted else "",
        records=_figure(data, ("max-records", "one-record")) if trusted else "",
        token=_token(data),
    )


def _how(forms: Iterable[Form], source: str) -> str:
    """How the field that takes `source` is compared; by forge where that differs."""
    found = {form.provider: _words(form, source) for form in forms}
    if len(set(found.values())) <= 1:
        return next(iter(found.values()), "")
    return "\n".join(f"{_FORGES.get(name, name)}: {words}" for name, words in found.items())


def _words(form: Form, source: str) -> str:
    field = next((item for item in form.fields if item.source == source), None)
    if field is None or field.compare == "none":
        return NOT_COMPARED
    return _case(field) if field.required else f"{_case(field)} (blank: {field.blank_means})"


def _case(field: FormField) -> str:
    return "exactly" if field.compare == "exact" else "without regard to case"


def _figure(data: RegistryData, names: Iterable[str]) -> str:
    values = (fact.value for fact in data.facts if fact.id in names)
    return next((str(value) for value in values if isinstance(value, int)), "many")


def _token(data: RegistryData) -> str:
    if data.oidc is None:
        return ""
    if data.oidc.token_minutes is not None:
        return f"{data.oidc.token_minutes} minutes"
    return "no exchange" if data.oidc.exchange_url is None else "not documented"


def _life(data: RegistryData, as_of: str) -> Life:
    first = data.first
    facts = {fact.id: fact for fact in data.facts if fact.holds(as_of)}
    at_once = facts.get(first.at_once) if first else None
    expires = facts.get(first.expires) if first else None
    attesting = [client.name for client in data.clients if client.attests]
    unit = first.expires.rpartition("-")[2] if first else ""
    return Life(
        name=data.name,
        first=_FIRST[Way(first.way)] if first else "",
        at_once=f"{at_once.value} {first.window}".strip() if first and at_once else "",
        expires=f"{expires.value} {unit}" if expires else "",
        attestations=", ".join(attesting) or NONE,
        rollback="\n".join(item.title for item in data.about("rollback")),
        checked=data.checked,
    )
