"""The pipeline files of a plan on GitLab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runbook.model.release import Release, StartedBy
from runbook.registries.catalog import get
from runbook.registries.fill import fill_data
from runbook.workflows.builds import tools
from runbook.workflows.emit import Data, Raw, emit
from runbook.workflows.jobs import client_of, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.plan import Plan
    from runbook.model.publication import Publication

BUILD = "build"
HEADER = (
    "Made by runbook from the project's descriptor.\n"
    "Change the descriptor and compile again, or change this file."
)


def compose_gitlab(plan: Plan) -> dict[str, str]:
    """The pipeline files: path to text."""
    files = dict.fromkeys(item.workflow for item in plan.releases)
    return {name: emit(_pipeline(plan, name), header=HEADER) for name in files}


def _pipeline(plan: Plan, name: str) -> dict[str, Data]:
    releases = [item for item in plan.releases if item.workflow == name]
    jobs = _publishing(plan, name)
    builds = _builds(plan, [item for item in plan.publications if item.workflow == name])
    return {
        "stages": Raw((BUILD, "publish")),
        "workflow": {"rules": [_rule(item) for item in releases]},
        **builds,
        **jobs,
    }


def _builds(plan: Plan, publications: Sequence[Publication]) -> dict[str, Data]:
    """One build job an ecosystem whose upload takes stored files."""
    ecosystems = {
        get(item.registry).data.ecosystem for item in publications if client_of(item).artifact
    }
    jobs = {"python": _python_build, "node": _node_build}
    return {f"{BUILD}-{name}": jobs[name](plan) for name in sorted(ecosystems) if name in jobs}


def _python_build(_: Plan) -> dict[str, Data]:
    return {
        "stage": BUILD,
        "image": f"ghcr.io/astral-sh/uv:{tools()['uv']}-python3.13-bookworm-slim",
        "script": ["uv build"],
        "artifacts": {"paths": ["dist/"]},
    }


def _node_build(_: Plan) -> dict[str, Data]:
    pack = "mkdir -p dist && npm pack --pack-destination dist"
    script = ["npm ci", "npm run build --if-present", pack]
    return {
        "stage": BUILD,
        "image": f"node:{tools()['node']}-slim",
        "script": script,
        "artifacts": {"paths": ["dist/"]},
    }


def _publishing(plan: Plan, name: str) -> dict[str, Data]:
    jobs: dict[str, Data] = {}
    for item in plan.publications:
        if item.workflow != name:
            continue
        release = plan.release(item.release)
        before = jobs.get(item.job)
        rules = list(before["rules"]) if isinstance(before, dict) else []
        jobs[item.job] = {
            **_job(plan, item),
            "rules": [*rules, *([_rule(release)] if release else [])],
        }
    return jobs


def _job(plan: Plan, item: Publication) -> dict[str, Data]:
    client = client_of(item)
    body: dict[str, Any] = dict(fill_data(dict(client.gitlab or {}), values_of(plan, item)))
    ecosystem = get(item.registry).data.ecosystem
    job: dict[str, Data] = {"stage": "publish"}
    if client.artifact and ecosystem in {"python", "node"}:
        job["needs"] = [{"job": f"{BUILD}-{ecosystem}", "artifacts": True}]
    if item.environment:
        job["environment"] = {"name": item.environment}
    return {**job, **body} if body else {**job, "script": [_NO_CLIENT]}


_NO_CLIENT = "echo 'this registry has no upload from GitLab that is described here' >&2; exit 1"


def _rule(release: Release) -> dict[str, Data]:
    """When a release runs, in the language of GitLab's rules."""
    if release.by is StartedBy.TAG:
        return {"if": " || ".join(f"$CI_COMMIT_TAG =~ {_regex(item)}" for item in release.tags)}
    if release.by is StartedBy.MERGE:
        tests = [f"$CI_COMMIT_BRANCH =~ {_regex(item)}" for item in release.branches]
        return {"if": f'$CI_PIPELINE_SOURCE == "push" && ({" || ".join(tests)})'}
    source = {StartedBy.SCHEDULE: "schedule", StartedBy.DISPATCH: "web"}.get(release.by, "web")
    return {"if": f'$CI_PIPELINE_SOURCE == "{source}"'}


def _regex(pattern: str) -> str:
    """A regular expression between slashes, the ones in it escaped."""
    return "/" + pattern.replace("/", "\\/") + "/"
