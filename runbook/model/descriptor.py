"""A descriptor as declared: what the user wrote, checked, before anything is derived."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.model.origin import DEFAULT_ORIGIN, UNKNOWN, Origin, Traced, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.model.environment import Environment
    from runbook.model.forge import Project
    from runbook.model.release import Release


@dataclass(frozen=True, slots=True)
class Packages:
    """Named packages, or those of a workspace; `new` are not on the registry yet."""

    names: tuple[str, ...] = ()
    workspace: str | None = None
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegistryEntry(Traced):
    """One item of `registries:`. UNKNOWN where the key is absent and must be derived."""

    registry: str
    packages: Packages
    workflow: tuple[str, ...]
    job: str | Unset = UNKNOWN
    release: str | Unset = UNKNOWN
    environment: str | Unset | None = UNKNOWN
    client: str | Unset = UNKNOWN
    auth: str | Unset = UNKNOWN
    build: str | Unset = UNKNOWN
    form: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    first: bool = False
    via: str = ""
    replaces: str | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class VersionFile:
    """A file that states the version, and the key under which it does."""

    file: str
    key: str
    origin: Origin = field(default=DEFAULT_ORIGIN, compare=False)


@dataclass(frozen=True, slots=True)
class Expectation:
    """A statement about an event that the simulation must bear out.

    `publishes` are publication keys or registry ids; empty with `nothing` True means that the
    event must reach no registry. `through` is the environment it must pass, if stated.
    `event` is an `EventKind` value, `ref` a full ref. `workflow` is the file dispatched, if stated.
    """

    event: str
    ref: str
    publishes: tuple[str, ...] = ()
    nothing: bool = False
    through: str | None = None
    inputs: Mapping[str, str | bool] = field(default_factory=dict)
    workflow: str | None = None
    origin: Origin = field(default=DEFAULT_ORIGIN, compare=False)


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """`check:` of the descriptor: which rules, and which are ignored for which stated reason."""

    select: tuple[str, ...] = ()
    ignore: tuple[Ignore, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignore:
    """A rule prefix that is ignored, why, and until which ISO date (None: for good)."""

    prefix: str
    reason: str
    until: str | None = None
    origin: Origin = field(default=DEFAULT_ORIGIN, compare=False)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """The whole of a `runbook.yaml`."""

    file: str
    project: Project
    releases: tuple[Release, ...]
    environments: tuple[Environment, ...]
    registries: tuple[RegistryEntry, ...]
    workflows: tuple[str, ...] = ()
    versions: tuple[VersionFile, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    checks: CheckSettings = field(default_factory=CheckSettings)
    templates: str = ""
