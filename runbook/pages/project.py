"""A project's pages and downloads as text by path."""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from runbook.forges.facts import forge_facts
from runbook.model.forge import ForgeKind
from runbook.pages import kinds
from runbook.pages.downloads import downloads
from runbook.pages.house import extra_pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.model.fact import Fact
    from runbook.pages.scene import Draft, PageKind, Scene

    Drafts = list[tuple[PageKind, tuple[Draft, ...]]]


@cache
def page_kinds() -> tuple[PageKind, ...]:
    """Every page type, in the order of the navigation."""
    names = [item.name for item in pkgutil.iter_modules(kinds.__path__)]
    found = [import_module(f"{kinds.__name__}.{name}").KIND for name in names]
    return tuple(sorted(found, key=lambda kind: (kind.order, kind.id)))


def drafts_of(scene: Scene) -> Drafts:
    """Every page of one project before it is rendered, by its kind."""
    return [*((kind, kind.drafts(scene)) for kind in page_kinds()), *extra_pages(scene)]


def project_files(scene: Scene, drafts: Drafts) -> dict[str, str]:
    """Markdown pages and downloads of one project, by path below the project's folder."""
    files = downloads(scene)
    pages = frozenset(draft.path for _, items in drafts for draft in items)
    for kind, items in drafts:
        for draft in items:
            given = {"files": files, "pages": pages}
            files[draft.path] = _render(scene, draft, given, f"house/{kind.id}.md.j2")
    return files


def navigation(drafts: Drafts) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Titles and paths for the site's navigation; a kind of several pages becomes a section."""
    entries: list[tuple[str, str | list[tuple[str, str]]]] = []
    for kind, items in drafts:
        if len(items) == 1 and items[0].path == f"{kind.id}.md":
            entries.append((kind.title, items[0].path))
        elif items:
            entries.append((kind.title, [(draft.title, draft.path) for draft in items]))
    return entries


def summaries(drafts: Drafts) -> dict[str, str]:
    """What each page holds, on one line, by its path; not for pages of the project's own."""
    return {draft.path: kind.summary for kind, items in drafts for draft in items if kind.summary}


def _render(scene: Scene, draft: Draft, given: Mapping[str, object], house: str) -> str:
    common = {
        "project": scene.plan.project,
        "plan": scene.plan,
        **given,
        "as_of": scene.case.as_of,
        "fact": lambda name: _fact(scene, name),
    }
    values = {**common, **draft.values}
    text = str(scene.renderer(draft.template, **values))
    if scene.renderer.house is not None and scene.renderer.has(house):
        title, _, rest = text.lstrip("\n").partition("\n")
        text = f"{title}\n\n{scene.renderer(house, **values)}\n\n{rest}"
    return tidy(text)


def _fact(scene: Scene, name: str) -> Fact:
    """A fact of the project's forge; without words where that forge has no such thing.

    Raises:
        KeyError: no forge has a fact of that name.
    """
    facts = forge_facts(scene.plan.project.forge)
    if name not in facts:
        return replace(forge_facts(ForgeKind.GITHUB)[name], text="")
    return facts[name]


def tidy(text: str) -> str:
    """Without trailing blanks and with single empty lines, outside fences."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = line.strip()
        if fence:
            fence = "" if mark.startswith(fence) and not mark.strip("`") else fence
            lines.append(line)
        else:
            if mark.startswith("```"):
                fence = mark[: len(mark) - len(mark.lstrip("`"))]
            if mark or (lines and lines[-1]):
                lines.append(line.rstrip())
    return "\n".join(lines).strip("\n") + "\n"
