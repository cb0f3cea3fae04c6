"""What to do when somebody else may be publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.facts import labels
from runbook.forges.links import forge_link
from runbook.pages.scene import single
from runbook.pages.views.gitlab import approvals_exist
from runbook.pages.views.procedures import sections

if TYPE_CHECKING:
    from runbook.pages.scene import Scene


def _values(scene: Scene) -> dict[str, object] | None:
    plan = scene.plan
    found = sections(plan, "compromise")
    if not found:
        return None
    names = ("runs", "environments", "secrets", "deployments", "actions_settings", "rulesets")
    return {
        "sections": found,
        "labels": labels(plan.project.forge),
        "links": {name: forge_link(plan.project, name) for name in names},
        "environments": plan.environments,
        "approvals": approvals_exist(plan.project) is not False,
    }


KIND = single(
    "compromise",
    "Compromise",
    55,
    _values,
    "What to cut in which order when somebody publishes who should not",
)
