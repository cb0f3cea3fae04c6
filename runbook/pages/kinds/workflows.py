"""The workflow files, each as it should stand in the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.forge import WORKFLOWS, ForgeKind
from runbook.pages.downloads import download_path
from runbook.pages.scene import single
from runbook.pages.views.differences import difference, left_out
from runbook.registries.catalog import get
from runbook.workflows.gitlab_jobs import gaps

if TYPE_CHECKING:
    from runbook.model.publication import Publication
    from runbook.pages.scene import Scene


def _values(scene: Scene) -> dict[str, object] | None:
    if not scene.workflows:
        return None
    return {
        "gaps": gaps(scene.plan) if scene.plan.project.forge is ForgeKind.GITLAB else (),
        "workflows": [
            {
                "path": path,
                "text": text,
                "download": download_path(path),
                "publications": _uploading(scene, path),
                "difference": difference(scene.case.repository, path, text),
                "left_out": left_out(scene.case, path, text),
            }
            for path, text in scene.workflows.items()
        ],
    }


def _uploading(scene: Scene, path: str) -> list[dict[str, str]]:
    """The publications whose upload step stands in this file, and what registries compare."""
    name = path.removeprefix(f"{WORKFLOWS}/")
    return [
        {
            "package": item.package,
            "registry": get(item.registry).data.name,
            "job": item.job,
            "environment": item.environment or "",
            "registered": _registered(item),
        }
        for item in scene.plan.publications
        if item.call_path[-1] == name
    ]


def _registered(item: Publication) -> str:
    """The file that the record names; "" without a record."""
    if item.record is None:
        return ""
    return get(item.registry).workflow_file(item.call_path, item.record.provider)


KIND = single(
    "workflows",
    "Workflows",
    20,
    _values,
    "The workflow files that publish, each as it should stand in the repository",
)
