"""The workflow files and local actions a plan needs, as text by path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind
from runbook.workflows.actions import local_actions
from runbook.workflows.builds import build_jobs
from runbook.workflows.clients import builds_of, free_job
from runbook.workflows.conditions import condition
from runbook.workflows.emit import Raw, emit
from runbook.workflows.gitlab import compose_gitlab
from runbook.workflows.jobs import (
    CHOICE,
    calling_job,
    publishing_job,
    secrets_to_pass,
    versions_job,
)
from runbook.workflows.triggers import triggers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.model.forge import Project
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.workflows.emit import Data

FOLDER = ".github/workflows"
HEADER = (
    "Made by runbook from the project's descriptor; it is proven against its rules.\n"
    "Change the descriptor and compile again, or change this file and run `runbook check`."
)


@dataclass(frozen=True, slots=True)
class _Group:
    """Publications that share one uploading job."""

    job: str
    publications: tuple[Publication, ...]

    @property
    def first(self) -> Publication:
        return self.publications[0]


def compose(plan: Plan) -> dict[str, str]:
    """Every workflow file and local action the plan's publications need: path to text."""
    if plan.project.forge is ForgeKind.GITLAB:
        return compose_gitlab(plan)
    files = {}
    for name in _entry_files(plan):
        of_file = tuple(item for item in plan.publications if item.workflow == name)
        files[f"{FOLDER}/{name}"] = emit(_entry(plan, name, of_file), header=HEADER)
    for name in _called_files(plan):
        of_file = tuple(item for item in plan.publications if name in item.call_path[1:])
        files[f"{FOLDER}/{name}"] = emit(_called(plan, name, of_file), header=HEADER)
    for path, data in local_actions(plan).items():
        files[f"{path}/action.yml"] = emit(data, header=HEADER)
    return files


def path_of(project: Project, file: str) -> str:
    """Where a workflow file of a descriptor is in the repository."""
    return file if project.forge is ForgeKind.GITLAB else f"{FOLDER}/{file}"


def _entry_files(plan: Plan) -> list[str]:
    return list(dict.fromkeys(item.workflow for item in plan.releases))


def _called_files(plan: Plan) -> list[str]:
    return list(dict.fromkeys(name for item in plan.publications for name in item.call_path[1:]))


def _entry(plan: Plan, name: str, publications: tuple[Publication, ...]) -> dict[str, Data]:
    releases = [item for item in plan.releases if item.workflow == name]
    return {
        "name": _title([item.name for item in releases]),
        "on": triggers(releases),
        "permissions": {},
        "concurrency": {
            "group": "${{ github.workflow }}-${{ github.ref }}",
            "cancel-in-progress": False,
        },
        "jobs": _jobs(plan, name, publications),
    }


def _jobs(plan: Plan, name: str, publications: tuple[Publication, ...]) -> dict[str, Data]:
    releases = [item for item in plan.releases if item.workflow == name]
    jobs: dict[str, Data] = {}
    checks = (
        list(plan.versions) if any(item.by.value in {"tag", "release"} for item in releases) else []
    )
    if checks:
        jobs[free_job(plan, "versions")] = versions_job(checks)
    for build in {one.id: one for item in publications for one in builds_of(plan, item)}.values():
        jobs.update(build_jobs(build))
    for group in _groups(publications):
        built = [job for one in builds_of(plan, group.first) for job in one.jobs]
        needs = [*([free_job(plan, "versions")] if checks else []), *built]
        names = {item.release for item in group.publications}
        when = condition(
            [item for item in releases if item.name in names],
            [item for item in releases if item.name not in names],
        )
        head: dict[str, Data] = {"needs": Raw(tuple(needs))} if needs else {}
        if when:
            head["if"] = when
        body = _upload(plan, group, name)
        jobs[_entry_job(group)] = {"name": body["name"], **head, **body}
    return jobs


def _upload(plan: Plan, group: _Group, name: str) -> dict[str, Data]:
    if len(group.first.call_path) > 1:
        return _call(plan, group, depth=1)
    assert group.first.workflow == name  # noqa: S101 - grouped by the caller
    return publishing_job(plan, group.first)


def _called(plan: Plan, name: str, publications: tuple[Publication, ...]) -> dict[str, Data]:
    groups = _groups(publications)
    jobs: dict[str, Data] = {}
    for group in groups:
        path = group.first.call_path
        last = path[-1] == name
        body = (
            publishing_job(plan, group.first)
            if last
            else _call(plan, group, depth=path.index(name) + 1)
        )
        chosen = {"if": f"inputs.{CHOICE} == '{group.job}'"} if len(groups) > 1 else {}
        jobs[group.job if last else _entry_job(group)] = {"name": body["name"], **chosen, **body}
    head = {"workflow_call": _call_head(plan, publications, choice=len(groups) > 1) or None}
    return {"name": "Publish", "on": head, "permissions": {}, "jobs": jobs}


def _call_head(
    plan: Plan, publications: tuple[Publication, ...], *, choice: bool
) -> dict[str, Data]:
    """What a called file takes: which of its jobs is meant, and secrets."""
    secrets: dict[str, Data] = {
        name: {"required": not choice} for name in secrets_to_pass(plan, publications)
    }
    chosen: Data = {
        CHOICE: {"description": "The job that uploads.", "type": "string", "required": True}
    }
    return {
        **({"inputs": chosen} if choice else {}),
        **({"secrets": secrets} if secrets else {}),
    }


def _call(plan: Plan, group: _Group, depth: int) -> dict[str, Data]:
    """The job that calls the file at `depth`; it says which upload, where there are several."""
    name = group.first.call_path[depth]
    chosen = group.job if len(_groups(_through(plan, name))) > 1 else ""
    return calling_job(plan, group.publications, _below(plan, name), depth, chosen)


def _through(plan: Plan, name: str) -> list[Publication]:
    """The publications on whose way a called file is."""
    return [item for item in plan.publications if name in item.call_path[1:]]


def _below(plan: Plan, name: str) -> list[Publication]:
    """Every publication whose job stands in a called file, or in what any of its jobs calls."""
    files = [name]
    for file in files:
        paths = (item.call_path for item in _through(plan, file))
        files += dict.fromkeys(
            later for path in paths for later in path[path.index(file) + 1 :] if later not in files
        )
    return [item for item in plan.publications if set(item.call_path[1:]) & set(files)]


def _entry_job(group: _Group) -> str:
    return group.job if len(group.first.call_path) == 1 else f"call-{group.job}"


def _groups(publications: Iterable[Publication]) -> list[_Group]:
    found: dict[tuple[str, str], list[Publication]] = {}
    for item in publications:
        found.setdefault((item.call_path[-1], item.job), []).append(item)
    return [_Group(job, tuple(items)) for (_, job), items in found.items()]


def _title(names: list[str]) -> str:
    return "Release" if len(names) != 1 or names == ["production"] else f"Release ({names[0]})"
