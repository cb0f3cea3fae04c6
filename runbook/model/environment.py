"""The forge's deployment environment; its protection rules are the gate."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from runbook.model.origin import UNKNOWN, Origin, Traced, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping


class ReviewerKind(StrEnum):
    """Who may approve."""

    USER = "user"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """``user:LOGIN`` or ``team:SLUG`` of the descriptor."""

    kind: ReviewerKind
    name: str

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.name}"


class RefPolicy(StrEnum):
    """GitHub's three choices under "Deployment branches and tags"."""

    ANY = "No restriction"
    PROTECTED = "Protected branches only"
    SELECTED = "Selected branches and tags"


@dataclass(frozen=True, slots=True)
class Environment(Traced):
    """A gate. `tags` and `branches` are policy patterns (Ruby fnmatch, not `on:` filters).

    `wait_minutes` is the wait timer in minutes (0 to 43200). What nobody said is UNKNOWN.
    """

    name: str
    reviewers: tuple[Reviewer, ...] | Unset = UNKNOWN
    tags: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    policy: RefPolicy | Unset = UNKNOWN
    wait_minutes: int | Unset = UNKNOWN
    prevent_self_review: bool | Unset = UNKNOWN
    admins_bypass: bool | Unset = UNKNOWN
    exists: bool | Unset = UNKNOWN
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False, repr=False)
