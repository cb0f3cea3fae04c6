"""First publications across the projects of a handbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.pages.views.first import first_views

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.pages.render import Renderer
    from runbook.pages.scene import Scene


def first_page(scenes: Sequence[tuple[Scene, str]], renderer: Renderer) -> str | None:
    """The Markdown of the page; None when every package exists."""
    plans = [scene.plan for scene, _ in scenes]
    folders = [f"{slug}/" for _, slug in scenes]
    views = first_views(plans, folders, scenes[0][0].case.as_of)
    return str(renderer("pages/first_publications.md.j2", views=views)) if views else None
