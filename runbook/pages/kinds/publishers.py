"""Who can publish what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.pages.scene import single
from runbook.pages.views.publishers import rows

if TYPE_CHECKING:
    from runbook.pages.scene import Scene


def _values(scene: Scene) -> dict[str, object] | None:
    table = rows(scene.plan)
    return {"rows": table} if table else None


KIND = single(
    "publishers",
    "Who can publish what",
    65,
    _values,
    "Every job that can upload a package, from which refs, and who approves it",
)
