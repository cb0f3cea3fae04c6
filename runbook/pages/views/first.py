"""First publications as a reader does them: batches with the pages and commands they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.pages.kinds.owners import owner_path
from runbook.pages.views.forms import filled_forms
from runbook.pages.views.procedures import Doing, sections
from runbook.planning.first import beginnings
from runbook.registries.catalog import get

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.fact import Fact
    from runbook.model.plan import Plan
    from runbook.planning.model import Beginning, Newcomer


@dataclass(frozen=True, slots=True)
class Line:
    """A package of a batch; `page` is where its form is filled ("" for none)."""

    project: str
    folder: str
    package: str
    release: str
    environment: str
    workflow: str
    page: str


@dataclass(frozen=True, slots=True)
class FirstView:
    """One registry's first publications.

    `batches` are numbered lines; `doings` what the registry has a person do, shown for the first
    package; `limit` and `expires` are sentences, "" where the registry has no such limit.
    """

    registry: str
    name: str
    noun: str
    way: str
    batches: tuple[tuple[int, tuple[Line, ...]], ...]
    doings: tuple[Doing, ...]
    facts: tuple[Fact, ...]
    limit: str
    expires: str


def first_views(plans: Sequence[Plan], folders: Sequence[str], as_of: str) -> tuple[FirstView, ...]:
    """What is published first by the projects, whose pages are in `folders`."""
    return tuple(_view(plans, folders, one) for one in beginnings(plans, as_of))


def _view(plans: Sequence[Plan], folders: Sequence[str], found: Beginning) -> FirstView:
    data = get(found.registry).data
    shown = found.batches[0].newcomers[0]
    doings = next(
        (
            section.doings
            for section in sections(plans[shown.project], "first")
            if (section.registry, section.package) == (found.registry, shown.package)
        ),
        (),
    )
    return FirstView(
        registry=found.registry,
        name=data.name,
        noun=data.noun,
        way=found.way.value,
        batches=tuple(
            (batch.number, tuple(_line(plans, folders, one) for one in batch.newcomers))
            for batch in found.batches
        ),
        doings=doings,
        facts=found.facts,
        limit=_limit(found),
        expires="" if found.within is None else f"{found.within} {found.unit}",
    )


def _limit(found: Beginning) -> str:
    if found.at_once is None:
        return ""
    return f"{found.at_once} {found.window}" if found.window else f"{found.at_once} at a time"


def _line(plans: Sequence[Plan], folders: Sequence[str], one: Newcomer) -> Line:
    plan = plans[one.project]
    pages = (
        owner_path(form)
        for form in filled_forms(plan)
        if (form.registry, form.package) == (one.registry, one.package)
    )
    folder = folders[one.project]
    return Line(
        project=plan.project.full_name,
        folder=folder,
        package=one.package,
        release=one.release,
        environment=one.environment,
        workflow=one.workflow,
        page=next((folder + page for page in pages), ""),
    )
