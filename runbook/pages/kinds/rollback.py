"""Resume a half-finished release, roll one back, and the token as the last resort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.pages.scene import single
from runbook.pages.views.procedures import sections

if TYPE_CHECKING:
    from runbook.pages.scene import Scene


def _values(scene: Scene) -> dict[str, object] | None:
    resume = sections(scene.plan, "resume")
    rollback = sections(scene.plan, "rollback")
    if not resume and not rollback:
        return None
    return {
        "resume": resume,
        "rollback": rollback,
        "fallback": sections(scene.plan, "fallback"),
    }


KIND = single(
    "rollback",
    "Resume and roll back",
    50,
    _values,
    "How to finish a half-done release, take one back, or fall back to a token",
)
