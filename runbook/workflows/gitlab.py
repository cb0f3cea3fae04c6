"""The pipeline files of a plan on GitLab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.workflows.clients import free_job
from runbook.workflows.emit import Data, Raw, emit
from runbook.workflows.gitlab_jobs import (
    BUILD,
    PUBLISH,
    VERSIONS,
    build_job,
    buildable,
    publishing_job,
    versions_job,
)
from runbook.workflows.gitlab_rules import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.model.plan import Plan
    from runbook.model.publication import Publication

HEADER = (
    "Made by runbook from the project's descriptor.\n"
    "Change the descriptor and compile again, or change this file."
)


def compose_gitlab(plan: Plan) -> dict[str, str]:
    """The pipeline files: path to text."""
    entries = dict.fromkeys(item.workflow for item in plan.releases)
    included = dict.fromkeys(name for one in plan.publications for name in one.call_path[1:])
    files = {name: emit(_pipeline(plan, name), header=HEADER) for name in entries}
    return files | {name: emit(_included(plan, name), header=HEADER) for name in included}


def _pipeline(plan: Plan, name: str) -> dict[str, Data]:
    mine = [item for item in plan.publications if item.workflow == name]
    builds = {one.id: one for item in mine for one in buildable(plan, item)}
    jobs: dict[str, Data] = (
        {free_job(plan, VERSIONS): versions_job(plan.versions)} if plan.versions else {}
    )
    return {
        **_includes(mine, name),
        "stages": Raw((BUILD, PUBLISH)),
        "workflow": {"rules": entry_rules(plan, name)},
        **jobs,
        **{build.job: build_job(build) for build in builds.values()},
        **_publishing(plan, (item for item in mine if item.call_path[-1] == name)),
    }


def _included(plan: Plan, name: str) -> dict[str, Data]:
    """A file that another one includes; its jobs run in the pipeline of that file."""
    passing = [item for item in plan.publications if name in item.call_path[1:]]
    jobs = _publishing(plan, (item for item in passing if item.call_path[-1] == name))
    return {**_includes(passing, name), **jobs}


def entry_rules(plan: Plan, name: str) -> list[dict[str, str]]:
    """When a pipeline starts from the file `name`: for its releases."""
    return [rule(item) for item in plan.releases if item.workflow == name]


def included_by(publications: Iterable[Publication], name: str) -> list[str]:
    """The files that the file `name` includes on the way to an upload."""
    pairs = (zip(item.call_path, item.call_path[1:], strict=False) for item in publications)
    return list(dict.fromkeys(inner for pair in pairs for outer, inner in pair if outer == name))


def _includes(publications: Iterable[Publication], name: str) -> dict[str, Data]:
    files = included_by(publications, name)
    return {"include": [{"local": f"/{file}"} for file in files]} if files else {}


def _publishing(plan: Plan, publications: Iterable[Publication]) -> dict[str, Data]:
    jobs: dict[str, list[Publication]] = {}
    for item in publications:
        jobs.setdefault(item.job, []).append(item)
    return {job: publishing_job(plan, items) for job, items in jobs.items()}
