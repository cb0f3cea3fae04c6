"""Publisher records and the forms they are typed into."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from runbook.model.origin import DEFAULT_ORIGIN, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping


class RecordState(StrEnum):
    """A pending record creates its package at the first use."""

    PENDING = "pending"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class PublisherRecord:
    """The trust record on a registry: an open mapping of that registry's own form fields.

    A field that is absent or empty was left blank. `confirmed` is the ISO date on which somebody
    last saw it so, None for a record that is only planned. `fields` are in the form's order.
    """

    registry: str
    packages: tuple[str, ...]
    provider: str
    fields: Mapping[str, str]
    state: RecordState = RecordState.ACTIVE
    confirmed: str | None = None
    confirmed_by: str = ""
    origin: Origin = field(default=DEFAULT_ORIGIN, compare=False)


@dataclass(frozen=True, slots=True)
class FormField:
    """One box of a registry's form.

    `source` says which value of the plan goes in: owner, repo, slug (owner/repo), workflow (the
    file the registry wants), environment, package, or "" for the registry's own fields (then
    `choices` and `default`). `pattern` is a regular expression for the whole value.
    `compare` is how the registry later compares it: exact, caseless, none.
    """

    key: str
    label: str
    source: str
    required: bool
    compare: str
    help: str = ""
    pattern: str | None = None
    max_length: int | None = None
    default: str = ""
    choices: tuple[str, ...] = ()
    parameter: str | None = None
    blank_means: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A registry's form for one provider, its fields in the order shown.

    `address` may hold {package}; `prefill` is an address template whose query the fields'
    `parameter` names fill; None when the registry has no such thing.
    """

    registry: str
    provider: str
    state: RecordState
    title: str
    address: str
    submit: str
    fields: tuple[FormField, ...]
    prefill: str | None = None
    path: tuple[str, ...] = ()
    who: str = ""
    success: str = ""
    grants: str = ""
    undo: str = ""
    sources: tuple[str, ...] = ()
