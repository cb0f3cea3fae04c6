"""Troubleshooting: the messages that can appear here, what each means, what to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.pages.scene import PageKind, single
from runbook.pages.views.messages import messages
from runbook.pages.views.scenarios import scenarios

if TYPE_CHECKING:
    from runbook.pages.scene import Scene


def _values(scene: Scene) -> dict[str, object] | None:
    groups = messages(scene.plan, scene.case.as_of)
    if not groups:
        return None
    return {"groups": groups, "scenarios": scenarios(scene.case)}


KIND = PageKind(
    "troubleshooting", "Troubleshooting", 45, single("troubleshooting", "Trouble", _values)
)
