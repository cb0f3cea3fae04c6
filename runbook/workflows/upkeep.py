"""The workflows that keep a project's pages true and published; none of them releases anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.semantics.environments import PAGES as PAGES_ENVIRONMENT
from runbook.forges.github.semantics.filters import exactly
from runbook.model.forge import WORKFLOWS, ForgeKind
from runbook.registries.catalog import get
from runbook.repository.sources import filters
from runbook.workflows.builds import READ_SOURCES, checkout
from runbook.workflows.commands import SITE, commands
from runbook.workflows.emit import Noted, Raw, emit
from runbook.workflows.gitlab_upkeep import FILE, jobs
from runbook.workflows.pins import pinned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.plan import Plan
    from runbook.workflows.commands import Commands
    from runbook.workflows.emit import Data

CHECK, PAGES = "runbook-check.yml", "runbook-pages.yml"
CHECK_JOB = "Release set-up agrees"
"""The name under which the check reports, for a ruleset that requires it."""
HEADER = "Made by runbook to keep its pages true and published.\nNothing in here releases anything."


def upkeep(plan: Plan, templates: str = "") -> dict[str, str]:
    """The files by their path in the repository: a check of every change, and the pages.

    The descriptor is taken to stand in the root of the repository. `templates` is the folder of
    own templates, from there.
    """
    ecosystems = (get(name).data.ecosystem for name in plan.registries())
    paths = filters(plan.project.forge, ecosystems, templates)
    if plan.project.forge is ForgeKind.GITLAB:
        return {FILE: emit(jobs(plan, paths), header=HEADER)}
    branch = plan.project.default_branch
    made = {CHECK: _checking(commands(plan)), PAGES: _publishing(commands(plan), branch, paths)}
    return {_free(plan, name): emit(data, header=HEADER) for name, data in made.items()}


def _free(plan: Plan, name: str) -> str:
    """The path of a workflow called `name`, or like it where a release has such a file."""
    taken = {file for item in plan.publications for file in item.call_path}
    taken |= {item.workflow for item in plan.releases}
    while name in taken:
        name = f"own-{name}"
    return f"{WORKFLOWS}/{name}"


def _checking(command: Commands) -> dict[str, Data]:
    steps: list[Data] = [
        *_prepared(command),
        {
            "name": "Check workflows, environments and records",
            "run": f"{command.check} --format github",
        },
        {
            "name": "Compare the generated blocks",
            "if": "${{ !cancelled() }}",
            "run": f"{command.sync} --format github",
        },
    ]
    return {
        "name": "Check the release set-up",
        "on": {"pull_request": None},
        "permissions": {},
        "concurrency": {
            "group": "${{ github.workflow }}-${{ github.ref }}",
            "cancel-in-progress": True,
        },
        "jobs": {"check": _reading(CHECK_JOB, steps)},
    }


def _publishing(command: Commands, branch: str, paths: Sequence[str]) -> dict[str, Data]:
    steps: list[Data] = [
        *_prepared(command),
        {"name": "Build", "run": command.build},
        {
            "name": "Store the site",
            "uses": pinned("actions/upload-pages-artifact"),
            "with": {"path": SITE},
        },
    ]
    return {
        "name": "Publish the release pages",
        "on": {
            "push": {"branches": [exactly(branch)], "paths": list(paths)},
            "workflow_dispatch": None,
        },
        "permissions": {},
        "concurrency": {"group": "pages", "cancel-in-progress": False},
        "jobs": {"build": _reading("Build the pages", steps), "deploy": _deploying()},
    }


def _deploying() -> dict[str, Data]:
    """The one job that may write, and that runs nothing of the repository."""
    step: Data = {"name": "Deploy", "id": "deployment", "uses": pinned("actions/deploy-pages")}
    return {
        "name": "Deploy the pages",
        "needs": Raw(("build",)),
        "runs-on": "ubuntu-latest",
        "timeout-minutes": 15,
        "environment": {
            "name": PAGES_ENVIRONMENT,
            "url": "${{ steps.deployment.outputs.page_url }}",
        },
        "permissions": {
            "pages": Noted("write", "to deploy to GitHub Pages"),
            "id-token": Noted("write", "to prove to Pages which branch deploys"),
        },
        "steps": [step],
    }


def _reading(name: str, steps: list[Data]) -> dict[str, Data]:
    return {
        "name": name,
        "runs-on": "ubuntu-latest",
        "timeout-minutes": 10,
        "permissions": READ_SOURCES,
        "steps": steps,
    }


def _prepared(command: Commands) -> list[Data]:
    return [
        checkout(),
        {
            "name": "Set up Python",
            "uses": pinned("actions/setup-python"),
            "with": {"python-version": "3.13"},
        },
        {"name": "Install runbook", "run": command.install},
    ]
