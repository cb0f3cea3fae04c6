"""The jobs of a release that run steps: compare the versions, upload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.registries.catalog import get
from runbook.registries.fill import Quote, fill
from runbook.workflows.builds import READ_SOURCES, checkout
from runbook.workflows.clients import client_of
from runbook.workflows.emit import Noted
from runbook.workflows.stages import needs_sources, uploading_steps
from runbook.workflows.versions import COMPARE_VERSIONS, pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runbook.model.descriptor import VersionFile
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
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


def publishing_job(plan: Plan, publications: Sequence[Publication]) -> dict[str, Data]:
    """The job that makes `publications`, and can do nothing else."""
    job: dict[str, Data] = {
        "name": f"Publish to {_and(publications)}",
        "runs-on": "ubuntu-latest",
        "timeout-minutes": 20,
    }
    environment = publications[0].environment
    if environment:
        job["environment"] = {"name": environment, **_environment_url(plan, publications)}
    job["permissions"] = permissions_of(plan, publications)
    job["steps"] = uploading_steps(plan, publications)
    return job


def _and(publications: Sequence[Publication]) -> str:
    *names, last = dict.fromkeys(get(item.registry).data.name for item in publications)
    return f"{', '.join(names)} and {last}" if names else last


def _environment_url(plan: Plan, publications: Sequence[Publication]) -> dict[str, Data]:
    """The page of the first package that has one."""
    for item in publications:
        links = get(item.registry).data.links
        if "project" in links:
            project = plan.project
            values = {"owner": project.owner, "repo": project.repo, "package": item.package}
            return {"url": fill(links["project"], values, Quote.URL)}
    return {}


def permissions_of(plan: Plan, publications: Iterable[Publication]) -> dict[str, Data]:
    """What jobs may do that make `publications`, each with its reason; write stays write."""
    allowed: dict[str, Noted] = {}
    for item in publications:
        for scope, access in _needed(plan, item).items():
            if scope not in allowed or allowed[scope].value != "write":
                allowed[scope] = access
    return dict(allowed)


def _needed(plan: Plan, item: Publication) -> dict[str, Noted]:
    client = client_of(item)
    name = get(item.registry).data.name
    needed: dict[str, Noted] = {}
    if needs_sources(plan, item):
        needed |= READ_SOURCES
    if item.auth.value == "oidc":
        needed["id-token"] = Noted("write", f"to get the OIDC token that {name} exchanges")
    for scope, access in client.permissions.items():
        if access == "write" or scope not in needed:
            needed[scope] = Noted(access, f"for {client.name}")
    return needed
