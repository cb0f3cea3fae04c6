"""A way into a workflow or pipeline file, as a release of a descriptor says it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind

if TYPE_CHECKING:
    from runbook.source import Span

ANY = ".*"
CRON = "0 0 * * *"
"""Stands where a schedule's own time belongs: no file of the repository has it."""
ALL_BRANCHES = "every branch can start it, and a descriptor names them"
_SPECIAL = re.compile(r"[][.+*?^$(){}|\\]")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Way:
    """One way into a workflow file, as a release of the descriptor says it.

    On GitLab `tags` are regular expressions, and `branches` are names, none for the default one.
    """

    workflow: str
    by: str
    tags: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    cron: str = ""
    forge: ForgeKind = ForgeKind.GITHUB

    def filters(self) -> dict[str, tuple[str, ...]]:
        """The lists that restrict it, under the descriptor's keys."""
        if self.forge is ForgeKind.GITHUB:
            found = {"tags": self.tags, "branches": self.branches, "types": self.types}
        elif self.by == "dispatch":
            refs = (*self.branches, *(f"refs/tags/{name}" for name in self.tags))
            found = {"from": refs}
        else:
            found = {"tags_matching": self.tags, "branches": self.branches}
        return {key: values for key, values in found.items() if values}


@dataclass(slots=True)
class Ways:
    """The ways in, each with the rule that opens it, and what about them is not certain.

    `unsaid` are the ways that a descriptor has no words for.
    """

    found: dict[Way, Span] = field(default_factory=dict)
    doubts: dict[str, None] = field(default_factory=dict)
    unsaid: dict[str, None] = field(default_factory=dict)

    def add(self, way: Way, span: Span) -> None:
        """Note a way and the place that opens it; the first place of each counts."""
        self.found.setdefault(way, span)

    def add_pushes(self, file: str, span: Span) -> None:
        """Note that the push of any tag or branch opens it."""
        self.add(Way(file, "tag", tags=(ANY,), forge=ForgeKind.GITLAB), span)
        self.add(Way(file, "merge", forge=ForgeKind.GITLAB), span)
        self.doubts[ALL_BRANCHES] = None


def exactly(name: str) -> str:
    """The regular expression that only `name` matches."""
    escaped = _SPECIAL.sub(r"\\\g<0>", name)
    return f"^{escaped}$"


def name_of(pattern: str) -> str | None:
    """The only name that an expression matches, "" for an empty one, None for several."""
    if not pattern:
        return ""
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    inner = pattern[1:-1]
    rest = _ESCAPED.sub(lambda hit: "" if _SPECIAL.match(hit[1]) or hit[1] == "/" else "[", inner)
    return None if _SPECIAL.search(rest) else _ESCAPED.sub(r"\1", inner)
