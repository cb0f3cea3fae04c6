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
    from collections.abc import Mapping, Sequence

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


@dataclass(frozen=True, slots=True)
class _Project:
    """A project, the folder of its pages, and its owner pages by registry and package."""

    plan: Plan
    folder: str
    pages: Mapping[tuple[str, str], str]


def first_views(plans: Sequence[Plan], folders: Sequence[str], as_of: str) -> tuple[FirstView, ...]:
    """What is published first by the projects, whose pages are in `folders`."""
    found = beginnings(plans, as_of)
    projects = [_project(*one) for one in zip(plans, folders, strict=True)] if found else []
    return tuple(_view(projects, one) for one in found)


def _project(plan: Plan, folder: str) -> _Project:
    pages: dict[tuple[str, str], str] = {}
    for form in filled_forms(plan):
        pages.setdefault((form.registry, form.package), folder + owner_path(form))
    return _Project(plan, folder, pages)


def _view(projects: Sequence[_Project], found: Beginning) -> FirstView:
    data = get(found.registry).data
    shown = found.batches[0].newcomers[0]
    doings = next(
        (
            section.doings
            for section in sections(projects[shown.project].plan, "first")
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
            (batch.number, tuple(_line(projects[one.project], one) for one in batch.newcomers))
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


def _line(project: _Project, one: Newcomer) -> Line:
    return Line(
        project=project.plan.project.full_name,
        folder=project.folder,
        package=one.package,
        release=one.release,
        environment=one.environment,
        workflow=one.workflow,
        page=project.pages.get((one.registry, one.package), ""),
    )
