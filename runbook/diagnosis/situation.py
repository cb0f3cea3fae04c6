"""Everything that is looked at to decide one failure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from runbook.registries import catalog

if TYPE_CHECKING:
    from runbook.diagnosis.claims import Dump
    from runbook.diagnosis.context import Context
    from runbook.diagnosis.hits import Hit
    from runbook.diagnosis.knowledge import Knowledge
    from runbook.diagnosis.scene import Scene
    from runbook.model.publication import Publication
    from runbook.registries.base import Registry

_PUT = re.compile(r"\bPUT https://[\w.-]{1,100}/((?:@[\w.-]{1,100}%2[fF])?[\w.-]{1,214})(?=\s|$)")


@dataclass(frozen=True)
class Situation:
    """One failing step with what is known around it.

    `hits` are those of the registry concerned. `before` are all hits of the same job up to here.
    `date` is the ISO date whose rules apply. `sure` is False when several registries of the plan
    print the same message and nothing tells which one did. `doubtful` says that the forge marked
    errors, but none in this step.
    """

    scene: Scene
    hits: tuple[Hit, ...]
    before: tuple[Hit, ...]
    registry_id: str | None
    context: Context
    known: Knowledge
    date: str
    sure: bool = True
    doubtful: bool = False

    @cached_property
    def registry(self) -> Registry | None:
        """The registry concerned."""
        return catalog.get(self.registry_id) if self.registry_id else None

    @property
    def dump(self) -> Dump | None:
        """The first claims the failing step shows."""
        return self.scene.dump

    @property
    def compares_called(self) -> bool:
        """Whether the registry compares the called workflow, not the calling one."""
        oidc = self.registry.data.oidc if self.registry else None
        return oidc is not None and oidc.workflow_claim == "job_workflow_ref"

    @cached_property
    def packages(self) -> tuple[str, ...]:
        """The packages the messages name."""
        names = [hit.variables.get(key) for hit in self.hits for key in ("package", "crate", "gem")]
        if self.registry_id == "npm":
            puts = _PUT.findall(self.scene.text)
            names += [name.replace("%2f", "/").replace("%2F", "/") for name in puts]
        return tuple(dict.fromkeys(name for name in names if name))

    @cached_property
    def publications(self) -> list[Publication]:
        """What the plan publishes there."""
        return self.context.publications(self.registry_id, self.packages)

    def variable(self, *names: str) -> str | None:
        """The first value a message has for one of the names."""
        values = (hit.variables.get(name) for name in names for hit in self.hits)
        return next((value for value in values if value), None)

    def said(self, *signatures: str) -> Hit | None:
        """The first hit of one of the signatures."""
        return next((hit for hit in self.hits if hit.signature.id in signatures), None)
