"""A named way to release."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from runbook.model.origin import Origin, Traced

if TYPE_CHECKING:
    from collections.abc import Mapping


class StartedBy(StrEnum):
    """The event that starts a release; `by:` in the descriptor."""

    TAG = "tag"
    MERGE = "merge"
    DISPATCH = "dispatch"
    SCHEDULE = "schedule"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Release(Traced):
    """One way into one workflow file.

    `tags` and `branches` are filter patterns of the trigger (GitHub's `on:` language; regular
    expressions on GitLab). `inputs` are what a dispatch passes. `uploads` is False for a
    rehearsal that must not reach a registry.
    """

    name: str
    workflow: str
    by: StartedBy
    tags: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    inputs: Mapping[str, str | bool] = field(default_factory=dict)
    cron: str | None = None
    uploads: bool = True
    example: str = ""
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False, repr=False)
