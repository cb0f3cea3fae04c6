"""What a regular expression of RE2 is made of: a small tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from runbook.forges.gitlab.semantics.characters import Ranges

AssertKind = Literal["start", "end", "line start", "line end", "boundary", "no boundary"]


@dataclass(frozen=True, slots=True)
class Chars:
    """One character in any of the inclusive `ranges`; with `fold` in either case."""

    ranges: Ranges
    fold: bool = False


@dataclass(frozen=True, slots=True)
class Assert:
    """A place between characters."""

    kind: AssertKind


@dataclass(frozen=True, slots=True)
class Chain:
    """One part after the other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Any of the parts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part `low` to `high` times, None without end."""

    part: Part
    low: int
    high: int | None


Part = Chars | Assert | Chain | Choice | Repeat
