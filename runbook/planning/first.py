"""First publications of one project or of many, in batches that keep the registries' limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.record import RecordState
from runbook.planning.model import Batch, Beginning, Newcomer, Way
from runbook.registries.catalog import get

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runbook.model.fact import Fact
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.registries.data import First, RegistryData

_UNITS = ("days", "hours")


def beginnings(plans: Sequence[Plan], as_of: str) -> tuple[Beginning, ...]:
    """What the projects publish first, by registry, in the order of the plans.

    Limits that a registry has for an account are kept as if one account did everything. `as_of`
    is an ISO date: a limit that is not in force yet is left out.
    """
    found: dict[tuple[str, Way], dict[str, Newcomer]] = {}
    for number, plan in enumerate(plans):
        for item in plan.publications:
            mine = found.setdefault((item.registry, _way(item)), {})
            for one in _newcomers(plan, item, number):
                mine.setdefault(one.package, one)
    return tuple(
        _beginning(registry, way, tuple(mine.values()), as_of)
        for (registry, way), mine in found.items()
        if mine
    )


def _way(item: Publication) -> Way:
    """As the registry has it for records; without one, a stored token creates the package."""
    if item.record is None:
        return Way.RUN
    if item.record.state is RecordState.PENDING:
        return Way.PENDING
    first = get(item.registry).data.first
    way = Way(first.way) if first else Way.BY_HAND
    return Way.BY_HAND if way is Way.PENDING else way


def _newcomers(plan: Plan, item: Publication, project: int) -> Iterator[Newcomer]:
    identity = tuple(_identity(item))
    for package in item.new:
        yield Newcomer(
            project,
            item.registry,
            package,
            item.key,
            item.release,
            item.environment or "",
            get(item.registry).workflow_file(item.call_path, plan.project.forge.value),
            identity,
        )


def _identity(item: Publication) -> Iterator[tuple[str, str]]:
    """The record without the name of the package."""
    if item.record is None:
        return
    form = get(item.registry).form(item.record.provider, item.record.state)
    names = {field.key for field in (form.fields if form else ()) if field.source == "package"}
    yield from ((key, value) for key, value in item.record.fields.items() if key not in names)


def _beginning(registry: str, way: Way, newcomers: tuple[Newcomer, ...], as_of: str) -> Beginning:
    data = get(registry).data
    first = data.first
    if first is None or way is Way.RUN:
        about = first.facts if first and first.way == Way.RUN else ()
        return Beginning(registry, way, (Batch(1, newcomers),), _facts(data, about, as_of))
    at_once = _figure(data, first.at_once, as_of)
    once = bool(_facts(data, (first.identity,), as_of)) and way is Way.PENDING
    return Beginning(
        registry,
        way,
        tuple(_batches(newcomers, at_once, once=once)),
        _facts(data, (first.at_once, first.identity, first.expires, *first.facts), as_of),
        at_once,
        first.window,
        _figure(data, first.expires, as_of),
        _unit(first),
    )


def _batches(newcomers: Iterable[Newcomer], at_once: int | None, *, once: bool) -> Iterator[Batch]:
    """Each newcomer in the first batch that has room and, with `once`, not its identity."""
    batches: list[list[Newcomer]] = []
    for one in newcomers:
        room = (batch for batch in batches if at_once is None or len(batch) < at_once)
        fit = (batch for batch in room if not once or _alone(one, batch))
        chosen = next(fit, None)
        if chosen is None:
            batches.append([one])
        else:
            chosen.append(one)
    yield from (Batch(number, tuple(batch)) for number, batch in enumerate(batches, 1))


def _alone(one: Newcomer, batch: Iterable[Newcomer]) -> bool:
    return all(other.identity != one.identity for other in batch)


def _unit(first: First) -> str:
    return next((unit for unit in _UNITS if first.expires.endswith(f"-{unit}")), "")


def _facts(data: RegistryData, names: Iterable[str], as_of: str) -> tuple[Fact, ...]:
    found = (data.fact(name) for name in dict.fromkeys(names) if name)
    return tuple(fact for fact in found if fact.holds(as_of))


def _figure(data: RegistryData, name: str, as_of: str) -> int | None:
    """The number behind a fact that is in force."""
    values = [fact.value for fact in _facts(data, (name,), as_of)]
    return next((value for value in values if isinstance(value, int)), None)
