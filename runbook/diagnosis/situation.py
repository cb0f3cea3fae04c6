"""Everything that is looked at to decide one failure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from runbook.model.forge import ForgeKind
from runbook.registries import catalog

if TYPE_CHECKING:
    from runbook.diagnosis.claims import Dump
    from runbook.diagnosis.context import Context
    from runbook.diagnosis.hits import Hit
    from runbook.diagnosis.knowledge import Knowledge
    from runbook.diagnosis.scene import Scene
    from runbook.model.publication import Publication
    from runbook.registries.base import Registry

_GITLAB_CLAIMS: Final = frozenset({"ci_config_ref_uri", "project_path", "namespace_path"})
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
    def forge(self) -> ForgeKind:
        """The forge the job ran on: the project's; without one, what lines and claims show."""
        if self.context.case is not None:
            return self.context.case.plan.project.forge
        claims = self.dump is not None and self.dump.printed.keys() & _GITLAB_CLAIMS
        gitlab = claims or any(line.gitlab for line in self.scene.lines)
        return ForgeKind.GITLAB if gitlab else ForgeKind.GITHUB

    @property
    def compares_called(self) -> bool:
        """Whether the registry compares the called workflow, not the calling one."""
        return self.registry is not None and self.registry.compares_called(self.forge)

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
