"""Build jobs: build once, publish from a separate job that can do nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runbook.forges.builds import tools
from runbook.registries.fill import fill_data
from runbook.workflows.emit import Noted
from runbook.workflows.pins import pinned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.builds import Build
    from runbook.workflows.emit import Data

READ_SOURCES: dict[str, Noted] = {"contents": Noted("read", "to check the sources out")}


def build_jobs(build: Build) -> dict[str, Data]:
    """The jobs of a build."""
    jobs: dict[str, Data] = {build.job: _job(build.name, build.runs_on, build.matrix, build.steps)}
    if build.also:
        jobs[build.also["job"]] = _job(build.also["name"], "ubuntu-latest", (), build.also["steps"])
    return jobs


def _job(
    name: str,
    runs_on: str,
    matrix: tuple[Mapping[str, str], ...],
    steps: tuple[Mapping[str, Any], ...],
) -> dict[str, Data]:
    job: dict[str, Data] = {"name": name}
    if matrix:
        job["strategy"] = {"matrix": {"include": list(matrix)}}
    return {
        **job,
        "runs-on": runs_on,
        "timeout-minutes": 60 if matrix else 20,
        "permissions": READ_SOURCES,
        "steps": [build_step(step) for step in steps],
    }


def build_step(step: Mapping[str, Any]) -> dict[str, Data]:
    """A step of our own data file: its tool versions filled in, its action pinned."""
    return pin_step(fill_data(dict(step), tools()))


def pin_step(step: Mapping[str, Any]) -> dict[str, Data]:
    """A step whose values are final: only its action is pinned."""
    if step.get("checkout"):
        return checkout()
    uses = step.get("uses", "")
    pin = {"uses": pinned(uses)} if uses and not uses.startswith(".") else {}
    return {**step, **pin}


def checkout() -> dict[str, Data]:
    """The step every job that needs the sources begins with."""
    return {
        "name": "Check out the sources",
        "uses": pinned("actions/checkout"),
        "with": {"persist-credentials": False},
    }
