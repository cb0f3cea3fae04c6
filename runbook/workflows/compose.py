"""The workflow files and local actions a plan needs, as text by path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.model.forge import WORKFLOWS, ForgeKind
from runbook.workflows.actions import local_actions
from runbook.workflows.builds import build_jobs
from runbook.workflows.calls import CHOICE, call_head, calling_job, through
from runbook.workflows.clients import builds_of, free_job
from runbook.workflows.conditions import condition
from runbook.workflows.emit import Raw, emit
from runbook.workflows.gitlab import compose_gitlab
from runbook.workflows.jobs import publishing_job, versions_job
from runbook.workflows.triggers import triggers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.model.forge import Project
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.workflows.emit import Data

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
    def path(self) -> tuple[str, ...]:
        """The files from the event to the job."""
        return self.publications[0].call_path


def compose(plan: Plan) -> dict[str, str]:
    """Every workflow file and local action the plan's publications need: path to text."""
    if plan.project.forge is ForgeKind.GITLAB:
        return compose_gitlab(plan)
    files = {}
    for name in _entry_files(plan):
        of_file = tuple(item for item in plan.publications if item.workflow == name)
        files[f"{WORKFLOWS}/{name}"] = emit(_entry(plan, name, of_file), header=HEADER)
    for name in _called_files(plan):
        files[f"{WORKFLOWS}/{name}"] = emit(_called(plan, name), header=HEADER)
    for path, data in local_actions(plan).items():
        files[f"{path}/action.yml"] = emit(data, header=HEADER)
    return files


def path_of(project: Project, file: str) -> str:
    """Where a workflow file of a descriptor is in the repository."""
    return file if project.forge is ForgeKind.GITLAB else f"{WORKFLOWS}/{file}"


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
        builds = (one for item in group.publications for one in builds_of(plan, item))
        built = dict.fromkeys(job for one in builds for job in one.jobs)
        needs = [*([free_job(plan, "versions")] if checks else []), *built]
        names = {item.release for item in group.publications}
        when = condition(
            [item for item in releases if item.name in names],
            [item for item in releases if item.name not in names],
        )
        head: dict[str, Data] = {"needs": Raw(tuple(needs))} if needs else {}
        if when:
            head["if"] = when
        body = _body(plan, group, at=0)
        jobs[_job_id(group, name)] = {"name": body["name"], **head, **body}
    return jobs


def _called(plan: Plan, name: str) -> dict[str, Data]:
    publications = through(plan, name)
    groups = _groups(publications)
    jobs: dict[str, Data] = {}
    for group in groups:
        body = _body(plan, group, group.path.index(name))
        chosen = {"if": f"inputs.{CHOICE} == '{group.job}'"} if len(groups) > 1 else {}
        jobs[_job_id(group, name)] = {"name": body["name"], **chosen, **body}
    head: Data = {"workflow_call": call_head(plan, publications, choice=len(groups) > 1)}
    return {"name": "Publish", "on": head, "permissions": {}, "jobs": jobs}


def _body(plan: Plan, group: _Group, at: int) -> dict[str, Data]:
    """The job of a group in the file `at` that place of its call path: it uploads, or calls."""
    if at == len(group.path) - 1:
        return publishing_job(plan, group.publications)
    name = group.path[at + 1]
    several = len(_groups(through(plan, name))) > 1
    return calling_job(plan, name, group.publications, chosen=group.job if several else "")


def _job_id(group: _Group, name: str) -> str:
    return group.job if group.path[-1] == name else f"call-{group.job}"


def _groups(publications: Iterable[Publication]) -> list[_Group]:
    found: dict[tuple[str, str], list[Publication]] = {}
    for item in publications:
        found.setdefault((item.call_path[-1], item.job), []).append(item)
    return [_Group(job, tuple(items)) for (_, job), items in found.items()]


def _title(names: list[str]) -> str:
    return "Release" if len(names) != 1 or names == ["production"] else f"Release ({names[0]})"
