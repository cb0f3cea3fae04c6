"""The workflow files, each as it should stand in the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.pages.downloads import download_path
from runbook.pages.scene import PageKind, single
from runbook.pages.views.differences import difference
from runbook.registries.catalog import get
from runbook.workflows.compose import FOLDER

if TYPE_CHECKING:
    from runbook.pages.scene import Scene


def _values(scene: Scene) -> dict[str, object] | None:
    if not scene.workflows:
        return None
    return {
        "workflows": [
            {
                "path": path,
                "text": text,
                "download": download_path(path),
                "publications": _uploading(scene, path),
                "difference": difference(scene.case.repository, path, text),
            }
            for path, text in scene.workflows.items()
        ],
    }


def _uploading(scene: Scene, path: str) -> list[dict[str, str]]:
    """The publications whose upload step stands in this file, and what registries compare."""
    name = path.removeprefix(f"{FOLDER}/")
    return [
        {
            "package": item.package,
            "registry": get(item.registry).data.name,
            "job": item.job,
            "environment": item.environment or "",
            "registered": get(item.registry).workflow_file(item.call_path) if item.record else "",
        }
        for item in scene.plan.publications
        if item.call_path[-1] == name
    ]


KIND = PageKind("workflows", "Workflows", 20, single("workflows", "Workflows", _values))
