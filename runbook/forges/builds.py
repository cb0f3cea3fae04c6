"""How an ecosystem's packages are built on a forge: data, which a descriptor names by id."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from runbook.source import read_data

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Build:
    """How an ecosystem's packages are built; `download` fetches what it stored.

    `steps` are GitHub steps, `gitlab` is a GitLab job, as data; `gitlab` is None where GitLab's
    runners cannot do it. `also` is a second job of the build. `several` says that it builds all
    packages of a repository and not only the one at its root. A `fallback` is used only where the
    release builds nothing else.
    """

    id: str
    ecosystem: str
    job: str
    name: str
    download: Mapping[str, Any]
    steps: tuple[Mapping[str, Any], ...]
    runs_on: str = "ubuntu-latest"
    matrix: tuple[Mapping[str, str], ...] = ()
    also: Mapping[str, Any] = field(default_factory=dict)
    gitlab: Mapping[str, Any] | None = None
    several: bool = True
    fallback: bool = False

    @property
    def jobs(self) -> tuple[str, ...]:
        """The ids of the jobs a publishing job needs."""
        return (self.job, *([self.also["job"]] if self.also else []))


@cache
def builds() -> tuple[Build, ...]:
    """All builds of the data file; the first of an ecosystem is its default."""
    return tuple(Build(**item) for item in _data()["builds"])


@cache
def tools() -> dict[str, str]:
    """Versions of the tools the builds install."""
    return {name: str(item["version"]) for name, item in _data()["tools"].items()}


def build_ids(ecosystem: str) -> tuple[str, ...]:
    """The builds that an entry of the ecosystem can name, the default first."""
    return tuple(item.id for item in builds() if item.ecosystem == ecosystem)


def build_for(ecosystem: str, wanted: str = "", *, several: bool = False) -> Build | None:
    """The build `wanted`, else the first of the ecosystem; None when nothing is built.

    For `several` packages the first that builds more than one, if there is such a build.
    """
    mine = [item for item in builds() if item.ecosystem == ecosystem]
    fit = [item for item in mine if wanted in {"", item.id}]
    best = [item for item in fit if item.several or not several]
    return next(iter(best or fit), None)


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = read_data("forges", "data", "builds.yaml")
    return found
