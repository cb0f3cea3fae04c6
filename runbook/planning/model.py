"""What is published first, how it begins, and in which batches."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runbook.model.fact import Fact


class Way(StrEnum):
    """How a package that does not exist yet comes to be."""

    PENDING = "pending"
    BY_HAND = "by-hand"
    PREPARED = "prepared"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A package that is not on its registry yet.

    `project` is the place of its project among the planned ones. `identity` is what a pending
    record says of the publisher: two equal ones cannot wait at the same time where a registry
    takes an identity once.
    """

    project: int
    registry: str
    package: str
    publication: str
    release: str
    environment: str
    workflow: str
    identity: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Packages that are begun together, once the batch before is released."""

    number: int
    newcomers: tuple[Newcomer, ...]


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first publications on one registry, in order.

    `at_once` is how many can be begun in `window` ("" for until they are released), `identity`
    that the same identity cannot wait twice; `within` is how many `unit` what was set up lasts.
    Each is None where the registry knows no such limit. `facts` are all facts behind it.
    """

    registry: str
    way: Way
    batches: tuple[Batch, ...]
    facts: tuple[Fact, ...]
    at_once: int | None = None
    window: str = ""
    within: int | None = None
    unit: str = ""
