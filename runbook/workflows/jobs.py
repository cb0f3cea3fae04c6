"""The jobs of a release that run steps: compare the versions, upload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.registries.catalog import get
from runbook.registries.fill import Quote, fill
from runbook.workflows.actions import call_of, finds_itself
from runbook.workflows.builds import READ_SOURCES, checkout
from runbook.workflows.clients import builds_of, client_of
from runbook.workflows.emit import Noted
from runbook.workflows.pins import pinned
from runbook.workflows.uploads import upload_steps
from runbook.workflows.versions import COMPARE_VERSIONS, pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.descriptor import VersionFile
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.registries.data import Client
    from runbook.workflows.emit import Data


def versions_job(versions: Sequence[VersionFile]) -> dict[str, Data]:
    """A job that fails when the tag and a version file disagree; other refs pass."""
    return {
        "name": "Compare the tag with the versions in the files",
        "runs-on": "ubuntu-latest",
        "timeout-minutes": 5,
        "permissions": READ_SOURCES,
        "steps": [
            checkout(),
            {
                "name": "Compare",
                "if": "github.ref_type == 'tag'",
                "env": {
                    "TAG": "${{ github.ref_name }}",
                    "VERSIONS": pairs(versions),
                },
                "run": COMPARE_VERSIONS,
            },
        ],
    }


def publishing_job(plan: Plan, item: Publication) -> dict[str, Data]:
    """The job that uploads, and can do nothing else."""
    registry = get(item.registry).data
    client = client_of(item)
    job: dict[str, Data] = {
        "name": f"Publish to {registry.name}",
        "runs-on": "ubuntu-latest",
        "timeout-minutes": 20,
    }
    if item.environment:
        job["environment"] = {"name": item.environment, **_environment_url(plan, item)}
    job["permissions"] = permissions_of(plan, item)
    job["steps"] = _steps(plan, item, client)
    return job


def _environment_url(plan: Plan, item: Publication) -> dict[str, Data]:
    links = get(item.registry).data.links
    if "project" not in links:
        return {}
    values = {
        "owner": plan.project.owner,
        "repo": plan.project.repo,
        "package": item.package,
    }
    return {"url": fill(links["project"], values, Quote.URL)}


def permissions_of(plan: Plan, item: Publication) -> dict[str, Data]:
    """What the uploading job may do, each with its reason."""
    client = client_of(item)
    name = get(item.registry).data.name
    needed: dict[str, Data] = {}
    if item.auth.value == "oidc":
        needed["id-token"] = Noted("write", f"to get the OIDC token that {name} exchanges")
    if _needs_sources(plan, item, client):
        needed = {**READ_SOURCES, **needed}
    for scope, access in client.permissions.items():
        if access == "write" or scope not in needed:
            needed[scope] = Noted(access, f"for {client.name}")
    return needed


def _needs_sources(plan: Plan, item: Publication, client: Client) -> bool:
    """Whether the job begins with a checkout: to publish from sources, or to find its action."""
    return not client.artifact or bool(item.via and not finds_itself(plan))


def _steps(plan: Plan, item: Publication, client: Client) -> list[Data]:
    steps: list[Data] = []
    if _needs_sources(plan, item, client):
        steps.append(checkout())
    steps += [
        {
            "name": "Fetch what the build stored",
            "uses": pinned("actions/download-artifact"),
            "with": dict(build.download),
        }
        for build in builds_of(plan, item)
    ]
    if item.via:
        return [*steps, call_of(plan, item)]
    return [*steps, *upload_steps(plan, item)]
