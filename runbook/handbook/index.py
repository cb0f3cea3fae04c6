"""The first page of a handbook: every project, its owner, registries, gates and findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.registries.catalog import get

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.pages.render import Renderer
    from runbook.pages.scene import Scene


def index_page(scenes: Sequence[tuple[Scene, str]], renderer: Renderer) -> str:
    """The Markdown of the handbook's index."""
    rows = [_row(scene, slug) for scene, slug in scenes]
    return str(renderer("pages/handbook.md.j2", projects=rows, as_of=scenes[0][0].case.as_of))


def _row(scene: Scene, slug: str) -> dict[str, object]:
    plan = scene.plan
    return {
        "title": plan.project.title or plan.project.repo,
        "path": f"{slug}/index.md",
        "name": plan.project.full_name,
        "registries": ", ".join(get(name).data.name for name in plan.registries()) or "none",
        "environments": ", ".join(item.name for item in plan.environments) or "none",
        "errors": sum(item.severity is Severity.ERROR for item in scene.findings),
        "warnings": sum(item.severity is Severity.WARNING for item in scene.findings),
    }
