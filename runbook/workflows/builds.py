"""Build jobs: build once, publish from a separate job that can do nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from runbook.workflows.emit import Noted
from runbook.workflows.pins import pinned, read_data

if TYPE_CHECKING:
    from runbook.workflows.emit import Data

READ_SOURCES = {"contents": Noted("read", "to check the sources out")}


@dataclass(frozen=True, slots=True)
class Build:
    """How an ecosystem's packages are built; `download` fetches what it stored."""

    id: str
    ecosystem: str
    job: str
    name: str
    download: Mapping[str, Any]
    steps: tuple[Mapping[str, Any], ...]
    runs_on: str = "ubuntu-latest"
    matrix: tuple[Mapping[str, str], ...] = ()
    also: Mapping[str, Any] = field(default_factory=dict)

    @property
    def jobs(self) -> tuple[str, ...]:
        """The ids of the jobs a publishing job needs."""
        return (self.job, *([self.also["job"]] if self.also else []))


@cache
def builds() -> tuple[Build, ...]:
    """All builds of the data file; the first of an ecosystem is its default."""
    data = read_data("runbook.workflows", "builds.yaml")
    return tuple(Build(**item) for item in data["builds"])


@cache
def tools() -> dict[str, str]:
    """Versions of the tools the workflows install."""
    data = read_data("runbook.workflows", "builds.yaml")["tools"]
    return {name: str(item["version"]) for name, item in data.items()}


def build_for(ecosystem: str, wanted: str | None = None) -> Build | None:
    """The build `wanted`, else the default of the ecosystem; None when nothing is built."""
    if wanted:
        return next((item for item in builds() if item.id == wanted), None)
    return next((item for item in builds() if item.ecosystem == ecosystem), None)


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
    return pin_step({key: _filled(value) for key, value in step.items()})


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


def _filled(value: Any) -> Any:  # noqa: ANN401 - data of a step
    if isinstance(value, Mapping):
        return {name: _filled(item) for name, item in value.items()}
    if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
        return tools()[value[1:-1]]
    return value
