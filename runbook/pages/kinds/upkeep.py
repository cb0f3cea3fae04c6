"""Keep the pages true and published: the files that do it, and what to set once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook import __version__
from runbook.forges.facts import labels
from runbook.forges.github.semantics.walks import flat
from runbook.forges.links import forge_link
from runbook.model.forge import ForgeKind
from runbook.pages.downloads import download_path
from runbook.pages.scene import single
from runbook.pages.views.differences import difference
from runbook.workflows.commands import commands
from runbook.workflows.gitlab_upkeep import entry_file, entry_head
from runbook.workflows.upkeep import CHECK_JOB

if TYPE_CHECKING:
    from runbook.forges.github.syntax.model import Workflow
    from runbook.pages.scene import Scene

_DEPLOYS = "actions/deploy-pages"


def _values(scene: Scene) -> dict[str, object]:
    plan = scene.plan
    gitlab = plan.project.forge is ForgeKind.GITLAB
    return {
        "version": __version__,
        "commands": commands(plan),
        "labels": labels(plan.project.forge),
        "links": {name: forge_link(plan.project, name) for name in ("pages", "environments")},
        "upkept": [
            {
                "path": path,
                "text": text,
                "download": download_path(path),
                "difference": difference(scene.case.repository, path, text),
            }
            for path, text in scene.upkeep.items()
        ],
        "entry": (entry_file(plan), entry_head(plan)) if gitlab else None,
        "job": CHECK_JOB,
        "ruled": bool(plan.publications),
        "others": _other_sites(scene),
    }


def _other_sites(scene: Scene) -> list[str]:
    """Workflows of the repository that deploy to Pages already."""
    repository = scene.case.repository
    found = repository.workflows if repository else ()
    return [item.path for item in found if item.path not in scene.upkeep and _deploys(item)]


def _deploys(workflow: Workflow) -> bool:
    steps = (step for job in workflow.jobs.values() for step in flat(job.steps))
    return any(step.uses is not None and step.uses.action.lower() == _DEPLOYS for step in steps)


KIND = single(
    "upkeep",
    "Keep these pages true",
    95,
    _values,
    "Workflows that check every change and publish these pages, and what to set once",
)
