"""First publications: packages that no registry has yet, in batches that keep the limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.pages.scene import single
from runbook.pages.views.first import first_views

if TYPE_CHECKING:
    from runbook.pages.scene import Scene


def _values(scene: Scene) -> dict[str, object] | None:
    views = first_views([scene.plan], [""], scene.case.as_of)
    return {"views": views} if views else None


KIND = single(
    "first",
    "First publications",
    12,
    _values,
    "Packages that are not on their registry yet, and how each comes to be there",
)
