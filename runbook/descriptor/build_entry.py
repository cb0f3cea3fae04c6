"""Registry entries and expectations of a checked shape as the model's."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from runbook.descriptor.expectations import EVENTS
from runbook.descriptor.nodes import child
from runbook.descriptor.origins import declared, origins
from runbook.descriptor.shape import WorkspaceShape, many
from runbook.model.descriptor import Expectation, Packages, RegistryEntry
from runbook.model.origin import UNKNOWN, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.descriptor.github import Entry
    from runbook.descriptor.gitlab import GitLabEntry
    from runbook.descriptor.root import ExpectShape
    from runbook.model.timeline import EventKind
    from runbook.source import Node

_T = TypeVar("_T")
_RENAMED = {"package": "packages"}


def build_entry(shape: Entry | GitLabEntry, node: Node) -> RegistryEntry:
    """One item of `registries:`."""
    return RegistryEntry(
        registry=shape.registry,
        packages=_packages(shape),
        workflow=many(shape.workflow),
        job=_known(shape.job),
        release=_known(shape.release),
        environment=shape.environment if shape.said("environment") else UNKNOWN,
        client=_known(shape.client),
        auth=_known(shape.auth),
        build=_known(shape.build),
        form=_form(shape.form or {}),
        first=shape.first,
        via=(shape.via or "").removeprefix("./").rstrip("/"),
        replaces=shape.replaces,
        origins=origins(node, _RENAMED) | origins(child(node, "form")),
    )


def _known(value: _T | None) -> _T | Unset:
    return UNKNOWN if value is None else value


def _packages(shape: Entry | GitLabEntry) -> Packages:
    if isinstance(shape.packages, WorkspaceShape):
        return Packages((), shape.packages.workspace, tuple(shape.packages.new))
    return Packages(many(shape.package or shape.packages))


def _form(fields: Mapping[str, str | list[str]]) -> dict[str, str | tuple[str, ...]]:
    return {key: value if isinstance(value, str) else tuple(value) for key, value in fields.items()}


def build_expectation(shape: ExpectShape, node: Node) -> Expectation:
    """One item of `expect:`."""
    event, ref = _event(shape)
    return Expectation(
        event=event.value,
        ref=ref,
        publishes=many(shape.publishes),
        nothing=shape.nothing is True,
        through=shape.through,
        inputs=shape.inputs,
        workflow=shape.workflow,
        origin=declared(node),
    )


def _event(shape: ExpectShape) -> tuple[EventKind, str]:
    name = next(name for name in EVENTS if getattr(shape, name) is not None)
    event, prefix = EVENTS[name]
    ref: str = getattr(shape, name)
    return event, ref if ref.startswith("refs/") else prefix + ref
