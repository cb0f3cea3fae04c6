"""Uploads of the same package by several workflows on one event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.model.timeline import Result
from runbook.rules.ask import played, uploading
from runbook.rules.uploads import is_trusted
from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.model.found import FoundPublication
    from runbook.model.release import Release


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An upload that no descriptor names, beside a planned one of the same package."""

    release: Release
    key: str
    found: FoundPublication
    planned: FoundPublication
    result: Result


def duplicates(case: Case, release: Release) -> Iterator[Duplicate]:
    """What a release uploads a second time, from another file than the planned one."""
    if case.repository is None:
        return
    endings = {item.publication: item.result for item in played(case, release).endings}
    keyed = case.world.keyed()
    own = {case.world.key_of(item.key) for item in case.plan.of_release(release.name)}
    reached = [(key, found) for key, found in keyed if endings.get(key) is not Result.NOT_STARTED]
    for key, found in reached:
        if key in own:
            continue
        for other, planned in reached:
            if other in own and other != key and _same(found, planned):
                yield Duplicate(release, key, found, planned, endings[key])
                break


def all_duplicates(case: Case) -> list[Duplicate]:
    """Over all releases that upload, each pair of uploads once."""
    found: dict[object, Duplicate] = {}
    for release in uploading(case):
        for item in duplicates(case, release):
            found.setdefault(frozenset({item.found.span, item.planned.span}), item)
    return list(found.values())


def _same(one: FoundPublication, other: FoundPublication) -> bool:
    """Same registry, a package in common, and another file that the event starts."""
    return (
        one.registry == other.registry
        and is_trusted(one.registry)
        and file_name(one.workflow) != file_name(other.workflow)
        and bool(set(one.packages) & set(other.packages))
    )
