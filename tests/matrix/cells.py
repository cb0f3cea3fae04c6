"""Every registry on every forge in every way a project can be set up: one small project each."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from strategies import packages_of

from runbook.descriptor.load import parse_descriptor
from runbook.descriptor.words import own_fields
from runbook.plan import make_plan
from runbook.registries.catalog import all_ids, get

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.model.plan import Plan
    from runbook.registries.data import RegistryData

FORGES = {"github": ("direct", "reusable", "composite"), "gitlab": ("direct", "reusable")}
ENTRY = {"github": "release.yml", "gitlab": ".gitlab-ci.yml"}
CALLED = {"github": "_publish.yml", "gitlab": "ci/publish.yml"}
BATCHES = tuple((registry, forge) for registry in all_ids() for forge in FORGES)


@dataclass(frozen=True)
class Cell:
    """One project of the matrix."""

    registry: str
    forge: str
    first: bool
    environment: bool
    visibility: str
    path: str

    def __str__(self) -> str:
        return " ".join(
            (
                f"{self.registry} on {self.forge},",
                "first," if self.first else "existing,",
                "environment," if self.environment else "no environment,",
                f"{self.visibility}, {self.path}",
            )
        )

    @property
    def data(self) -> RegistryData:
        return get(self.registry).data

    @property
    def trusted(self) -> bool:
        """Whether the registry takes an identity of this forge."""
        return "oidc" in self.data.ways_from(self.forge)

    def text(self) -> str:
        """The descriptor of the project."""
        release = {"by": "tag", "example": "v1.2.3"}
        release |= {"tags": ["v*"]} if self.forge == "github" else {"tags_matching": r"^v\d+"}
        gate = {"reviewers": ["team:release"]}
        gate |= {"tags": ["v*"]} if self.forge == "github" else {}
        name = re.sub(r"[^a-z]", "-", self.registry)
        return json.dumps(
            {
                "runbook": 1,
                "owner": "acme",
                "repo": "demo",
                "visibility": self.visibility,
                "forge": {"kind": self.forge, "tier": "team" if self.forge == "github" else "free"},
                "workflows": {ENTRY[self.forge]: {"releases": {"production": release}}},
                "environments": {name: gate} if self.environment else {},
                "registries": [self._entry(name)],
            }
        )

    def plan(self) -> Plan:
        return make_plan(parse_descriptor(self.text(), "runbook.yaml"))

    def _entry(self, environment: str) -> dict[str, Any]:
        entry = {
            "registry": self.registry,
            "package": packages_of(self.registry, self.forge)[0],
            "environment": environment if self.environment else None,
            "first": self.first,
            "auth": self.data.ways_from(self.forge)[0],
            "workflow": ENTRY[self.forge],
        }
        if self.path == "reusable":
            entry["workflow"] = [ENTRY[self.forge], CALLED[self.forge]]
        if self.path == "composite":
            entry["via"] = ".github/actions/publish"
        if self.trusted and not self.first:
            entry["replaces"] = "OLD_TOKEN"
        fields = self._fields()
        return entry | ({"form": fields} if fields and self.trusted else {})

    def _fields(self) -> dict[str, str]:
        return {
            key: field.choices[0] if field.choices else "acme"
            for key, field in own_fields(self.data, self.forge).items()
            if field.required and not field.default
        }


def cells(registry: str, forge: str) -> Iterator[Cell]:
    """The projects of one batch; without a way in, or a client for its call path, there is none."""
    data = get(registry).data
    if not data.ways_from(forge):
        return
    paths = [
        path
        for path in FORGES[forge]
        if path != "composite" or any(client.composite for client in data.clients)
    ]
    yes_no = (True, False)
    for first, gated, visible, path in product(yes_no, yes_no, ("public", "private"), paths):
        yield Cell(registry, forge, first, gated, visible, path)
