"""The files a project's pages offer: workflows, scripts, Terraform, tables, hand-overs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind
from runbook.pages.views.environments import environment_values, terraform_values
from runbook.pages.views.forms import filled_forms
from runbook.pages.views.publishers import publishers_csv, publishers_json

if TYPE_CHECKING:
    from runbook.pages.scene import Scene

FOLDER = "downloads"


def downloads(scene: Scene) -> dict[str, str]:
    """Text by path below the project's folder."""
    plan, renderer = scene.plan, scene.renderer
    files = {download_path(path): text for path, text in scene.workflows.items()}
    files |= {download_path(path): text for path, text in scene.upkeep.items()}
    if plan.environments and plan.project.forge is ForgeKind.GITHUB:
        values = environment_values(plan)
        files[f"{FOLDER}/environments.sh"] = renderer("snippets/environments.sh.j2", **values)
        files[f"{FOLDER}/environments.tf"] = renderer(
            "snippets/environments.tf.j2", **terraform_values(plan)
        )
        files[f"{FOLDER}/observe.sh"] = renderer("snippets/observe.sh.j2", **values)
    if plan.publications:
        files[f"{FOLDER}/publishers.json"] = publishers_json(plan)
        files[f"{FOLDER}/publishers.csv"] = publishers_csv(plan)
    files |= _publishers(scene)
    for form in filled_forms(plan):
        text = renderer("snippets/handover.md.j2", form=form, project=plan.project)
        files[f"{FOLDER}/handover-{form.number}.txt"] = text
    return {path: str(text) for path, text in files.items()}


def _publishers(scene: Scene) -> dict[str, str]:
    """Scripts that register the publishers of many packages, where the registry has a way."""
    files: dict[str, str] = {}
    for registry in scene.plan.registries():
        records = [item for item in scene.plan.records if item.registry == registry]
        several = sum(len(item.packages) for item in records) > 1
        template = f"registries/{registry}/publishers.sh.j2"
        if several and scene.renderer.has(template):
            text = scene.renderer(template, records=records)
            files[f"{FOLDER}/publishers-{registry}.sh"] = text
    return files


def download_path(path: str) -> str:
    """Where the download of a repository file is: its path without what would hide it."""
    return f"{FOLDER}/{path.removeprefix('.github/').lstrip('.').replace('/', '-')}"
