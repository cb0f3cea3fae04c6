"""Protect: who may push the branch and make the tags that a release starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.facts import labels
from runbook.forges.links import forge_link
from runbook.model.forge import ForgeKind
from runbook.model.release import StartedBy
from runbook.pages.scene import single

if TYPE_CHECKING:
    from runbook.pages.scene import Scene
    from runbook.repository.model import Repository


def _values(scene: Scene) -> dict[str, object] | None:
    project = scene.plan.project
    if project.forge is not ForgeKind.GITHUB or not scene.plan.publications:
        return None
    tags = [tag for item in scene.plan.releases if item.by is StartedBy.TAG for tag in item.tags]
    return {
        "rulesets": forge_link(project, "rulesets"),
        "labels": labels(project.forge),
        "branch": project.default_branch,
        "checks": _checks(scene.case.repository),
        "tags": [tag for tag in dict.fromkeys(tags) if not tag.startswith("!")],
    }


def _checks(repository: Repository | None) -> list[tuple[str, str]]:
    """Names under which jobs of pull requests report, each with its file."""
    if repository is None:
        return []
    return [
        (job.name.value if job.name else job.id, workflow.file)
        for workflow in repository.workflows
        if workflow.trigger("pull_request") is not None
        for job in workflow.jobs.values()
        if job.uses is None and job.matrix is None
    ]


KIND = single(
    "protect",
    "Branch and tags",
    15,
    _values,
    "Who may push the branch and make the tags that a release starts from",
)
