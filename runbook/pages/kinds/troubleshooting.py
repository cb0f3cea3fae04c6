"""Troubleshooting: the messages that can appear here, what each means, what to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind
from runbook.pages.scene import single
from runbook.pages.views.messages import messages
from runbook.pages.views.scenarios import scenarios
from runbook.workflows.emit import Data, emit

if TYPE_CHECKING:
    from runbook.pages.scene import Scene

_LOOK: dict[str, Data] = {
    "name": "See whether this job may ask for an OIDC token",
    "run": (
        'if [ -n "${ACTIONS_ID_TOKEN_REQUEST_URL:-}" ]; then echo yes\n'
        "else echo 'no: the job lacks id-token: write'; fi\n"
    ),
}


def _values(scene: Scene) -> dict[str, object] | None:
    groups = messages(scene.plan, scene.case.as_of)
    if not groups:
        return None
    github = scene.plan.project.forge is ForgeKind.GITHUB
    look = emit({"steps": [_LOOK]}, gaps=0) if github else ""
    return {"groups": groups, "scenarios": scenarios(scene.case), "look": look}


KIND = single(
    "troubleshooting",
    "Troubleshooting",
    45,
    _values,
    "The messages that can appear in a log, what each means, and what to change",
)
