"""Release: for each way of releasing the commands, what then happens, and how to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.facts import labels
from runbook.forges.links import forge_link
from runbook.model.forge import ForgeKind
from runbook.model.release import StartedBy
from runbook.pages.scene import single
from runbook.pages.views.timeline import played

if TYPE_CHECKING:
    from runbook.pages.scene import Scene

_HEADINGS = {
    StartedBy.TAG: "Release by tag",
    StartedBy.MERGE: "Release by merge",
    StartedBy.DISPATCH: "Release by hand",
    StartedBy.SCHEDULE: "Release by schedule",
    StartedBy.RELEASE: "Release by a release of the forge",
}

_PLACES = {ForgeKind.GITHUB: (), ForgeKind.GITLAB: ("deployments", "schedules")}


def _values(scene: Scene) -> dict[str, object] | None:
    plan = scene.plan
    if not plan.releases:
        return None
    releases = played(scene.case)
    return {
        "releases": [
            (_HEADINGS[item.release.by] if item.release.uploads else "Rehearsal", item)
            for item in releases
        ],
        "labels": labels(plan.project.forge),
        "runs": forge_link(plan.project, "runs"),
        **{name: forge_link(plan.project, name) for name in _PLACES[plan.project.forge]},
        "versions": plan.versions,
        "tagged": any(item.by is StartedBy.TAG for item in plan.releases),
        "github": plan.project.forge is ForgeKind.GITHUB,
        "observed": scene.case.repository is not None,
    }


KIND = single(
    "release",
    "Release",
    30,
    _values,
    "For each way of releasing the commands, what then happens, and how to stop it",
)
