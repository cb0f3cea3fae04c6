"""Questions several rules ask: releases played once, gates by name, spans of declared values."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from runbook.finding import Unknown
from runbook.model.forge import ForgeKind
from runbook.model.origin import OriginKind
from runbook.model.same import Same
from runbook.rules.base import in_descriptor, on_forge
from runbook.simulation.of_release import event_of
from runbook.simulation.run import simulate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.case import Case
    from runbook.finding import Location
    from runbook.model.environment import Environment
    from runbook.model.publication import Publication
    from runbook.model.release import Release
    from runbook.model.timeline import Timeline


@lru_cache(maxsize=256)
def _played(key: Same[Case], name: str) -> Timeline:
    case = key.of
    release = case.plan.release(name)
    if release is None:
        raise KeyError(name)
    return simulate(case.world, event_of(case.plan.project, release), case.as_of)


def played(case: Case, release: Release) -> Timeline:
    """What a release leads to in the world as it is known; played once for all rules."""
    return _played(Same(case), release.name)


def uploading(case: Case) -> list[Release]:
    """The releases that reach a registry."""
    return [item for item in case.plan.releases if item.uploads]


def users(case: Case, environment: Environment) -> tuple[Publication, ...]:
    """The publications whose job is in an environment."""
    return users_of(case, environment.name)


def users_of(case: Case, environment: str) -> tuple[Publication, ...]:
    """The same by its name; case does not count."""
    name = environment.lower()
    return tuple(one for one in case.plan.publications if (one.environment or "").lower() == name)


def keys(publications: Iterable[Publication]) -> tuple[str, ...]:
    """Their keys, for a finding."""
    return tuple(item.key for item in publications)


def declared(item: Environment | Release | Publication, field: str, label: str) -> Location:
    """The place in the descriptor where a value stands; what names its entry when it does not.

    A setting that was observed stands on the forge.
    """
    names = (field, "tags", "branches", "policy", "name", "registry")
    seen = item.origin_of("name")
    if seen.kind is OriginKind.LIVE:
        return on_forge(f"{label}, as {seen.note} has it")
    spans = (item.origin_of(name).span for name in names)
    return in_descriptor(next((span for span in spans if span is not None), None), label)


def learn_of(case: Case, names: Iterable[str]) -> Unknown:
    """What decides on environments of which too little is known."""
    listed = ", ".join(dict.fromkeys(names))
    if case.plan.project.forge is ForgeKind.GITHUB:
        return Unknown(f"observe the environments {listed} with observe.sh")
    return Unknown(f"say `reviewers` of the environments {listed} in the descriptor")


def gate_of(case: Case, name: str) -> Environment | None:
    """The environment as it was seen, else as it is declared."""
    seen = case.live.environment(name) if case.live else None
    return seen or case.plan.environment(name)
