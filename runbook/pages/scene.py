"""Everything the pages of one project are made from, computed once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

from runbook.workflows.compose import compose
from runbook.workflows.upkeep import upkeep

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runbook.case import Case
    from runbook.finding import Finding
    from runbook.model.plan import Plan
    from runbook.pages.house import HouseItem
    from runbook.pages.render import Renderer
    from runbook.rules.base import Checked


@dataclass(frozen=True)
class Scene:
    """One project on its way to pages.

    `checked` are the answers of all rules.
    """

    case: Case
    renderer: Renderer
    checked: tuple[Checked, ...] = ()

    @property
    def plan(self) -> Plan:
        """What should be."""
        return self.case.plan

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the rules found, in their order."""
        return tuple(finding for item in self.checked for finding in item.findings)

    @cached_property
    def own_items(self) -> tuple[HouseItem, ...]:
        """The project's own items of the checklists; its file is read once."""
        from runbook.pages.house import house_items  # noqa: PLC0415 - house makes pages of scenes

        return house_items(self.renderer.house)

    @cached_property
    def workflows(self) -> Mapping[str, str]:
        """The workflow files of the plan: path to text."""
        return compose(self.plan)

    @cached_property
    def upkeep(self) -> Mapping[str, str]:
        """The files that keep the pages true and published: path to text."""
        templates = self.case.templates
        beside = PurePath(self.plan.file).parent
        return upkeep(self.plan, templates.relative_to(beside).as_posix() if templates else "")


@dataclass(frozen=True, slots=True)
class Draft:
    """A page before it is rendered: where it goes, what it is called, what its template gets."""

    path: str
    title: str
    template: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageKind:
    """A type of page.

    `drafts` yields none when the project has no use for the page: a section whose engine or
    matter is missing is absent, never filled with prose. `order` is its place in the navigation;
    `summary` says on one line what its pages hold.
    """

    id: str
    title: str
    order: int
    drafts: Callable[[Scene], tuple[Draft, ...]]
    summary: str = ""


def single(
    name: str,
    title: str,
    order: int,
    values: Callable[[Scene], Mapping[str, object] | None],
    summary: str,
) -> PageKind:
    """A kind that has at most one page, called like itself; `values` returns None for no page."""

    def drafts(scene: Scene) -> tuple[Draft, ...]:
        given = values(scene)
        return () if given is None else (Draft(f"{name}.md", title, f"pages/{name}.md.j2", given),)

    return PageKind(name, title, order, drafts, summary)
