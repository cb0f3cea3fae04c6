"""From descriptors to the content of a site: one project at its root, or a handbook of many."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.handbook.first import first_page
from runbook.handbook.index import index_page
from runbook.observe import case_of
from runbook.pages.compared import compared_page
from runbook.pages.errors import errors_page
from runbook.pages.house import house_renderer
from runbook.pages.project import drafts_of, navigation, project_files, summaries
from runbook.pages.render import Renderer
from runbook.pages.scene import Scene
from runbook.plan import slug_of
from runbook.registries.catalog import get
from runbook.rules.catalog import run
from runbook.site.compiled import CompiledSite, NavItem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from runbook.case import Case
    from runbook.finding import Finding

    Entries = list[tuple[str, str | list[tuple[str, str]]]]

ERRORS = "errors.md"
FIRST = "first.md"
REGISTRIES = "registries.md"
_ABOUT = {
    "index.md": "Every project with its registries, gates and findings",
    FIRST: "Packages of all projects that are not on their registry yet, in batches",
    ERRORS: "Every message that forges, registries and clients print when a release fails",
    REGISTRIES: "What each registry trusts and compares, and what it cannot do",
}


def compile_site(
    descriptors: Sequence[Path], *, as_of: str | None = None, renderer: Renderer | None = None
) -> CompiledSite:
    """The site of these descriptors.

    Raises:
        InputError: a descriptor cannot be read; nothing is compiled then.
    """
    cases = [case_of(path, as_of) for path in descriptors]
    return compile_cases(cases, renderer or Renderer())


def compile_cases(cases: Sequence[Case], renderer: Renderer) -> CompiledSite:
    """The site of these cases; a single one stands at the root of the site."""
    slugs = _slugs(cases)
    alone = len(cases) == 1
    files: dict[str, str | bytes] = {}
    about = dict(_ABOUT)
    nav: list[NavItem] = []
    scenes = []
    for given, slug in zip(cases, slugs, strict=True):
        case = _named(given, slug)  # rules and pages share one case, and so its worlds
        scene = Scene(case, house_renderer(case, renderer), run(case))
        scenes.append((scene, slug))
        prefix = "" if alone else f"{slug}/"
        drafts = drafts_of(scene)
        files |= {prefix + path: text for path, text in project_files(scene, drafts).items()}
        about |= {prefix + path: words for path, words in summaries(drafts).items()}
        items = _nav(navigation(drafts), prefix)
        nav.extend(items if alone else [NavItem(_title(case), None, tuple(items))])
    files[ERRORS] = errors_page([scene for scene, _ in scenes], renderer)
    if not alone:
        files["index.md"] = index_page(scenes, renderer)
        nav.insert(0, NavItem("Handbook", "index.md"))
        first = first_page(scenes, renderer)
        if first is not None:
            files[FIRST] = first
            nav.insert(1, NavItem("First publications", FIRST))
    files[REGISTRIES] = compared_page(renderer, cases[0].as_of)
    nav.extend((NavItem("Messages", ERRORS), NavItem("Registries compared", REGISTRIES)))
    return CompiledSite(
        title=_title(cases[0]) if alone else "Release handbook",
        nav=tuple(nav),
        files=files,
        findings=_findings([scene for scene, _ in scenes]),
        projects=tuple(scene.plan.project for scene, _ in scenes),
        summary=_summary(cases),
        about=about,
    )


def _slugs(cases: Sequence[Case]) -> list[str]:
    """A folder for each project; equal names are told apart by their owner, then by number."""
    taken: set[str] = set()
    slugs = []
    for case in cases:
        project = case.plan.project
        base = project.slug or slug_of(project)
        owner = slug_of(replace(project, repo=project.owner))
        options = [base, f"{owner}-{base}", *(f"{base}-{n}" for n in range(2, len(cases) + 2))]
        slug = next(name for name in options if name not in taken)
        taken.add(slug)
        slugs.append(slug)
    return slugs


def _named(case: Case, slug: str) -> Case:
    return replace(case, plan=replace(case.plan, project=replace(case.plan.project, slug=slug)))


def _title(case: Case) -> str:
    return case.plan.project.title or case.plan.project.repo


def _summary(cases: Sequence[Case]) -> str:
    plans = [case.plan for case in cases]
    who = plans[0].project.full_name if len(plans) == 1 else f"each of {len(plans)} projects"
    ids = dict.fromkeys(name for plan in plans for name in plan.registries())
    *others, last = [get(name).data.name for name in ids] or [""]
    to = f" to {', '.join(others)}{' and ' if others else ''}{last}" if last else ""
    return f"How {who} publishes{to}: set-up, release, checklists, troubleshooting and rollback."


def _nav(entries: Entries, prefix: str) -> list[NavItem]:
    return [
        NavItem(title, prefix + target)
        if isinstance(target, str)
        else NavItem(title, None, tuple(NavItem(name, prefix + path) for name, path in target))
        for title, target in entries
    ]


def _findings(scenes: Sequence[Scene]) -> tuple[Finding, ...]:
    found = [finding for scene in scenes for finding in scene.findings]
    order = {"error": 0, "warning": 1, "advice": 2}
    return tuple(sorted(found, key=lambda item: order[item.severity.value]))
