"""What a check says: findings, and the four answers a rule can give."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runbook.source import Span


class Severity(StrEnum):
    """How bad it is: an error breaks or opens a release, a warning will, advice would help."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Certainty(StrEnum):
    """Certain only if it holds for every value that cannot be known from here."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Place(StrEnum):
    """The three places that never see each other, and the descriptor that joins them."""

    DESCRIPTOR = "descriptor"
    FILE = "file"
    FORGE = "forge settings"
    REGISTRY = "registry record"


@dataclass(frozen=True, slots=True)
class Location:
    """Where one side of a finding stands: a span in a file, or an address outside."""

    place: Place
    label: str
    span: Span | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of `span` by `replacement`; nothing else in the file changes."""

    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What to do, in one sentence; `edits` when a machine can do it."""

    text: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation of a rule.

    `found` and `expected` are the two values that differ. The first location is where it is
    wrong, the others are what it disagrees with. `publications` are the keys of those concerned.
    """

    code: str
    message: str
    severity: Severity
    certainty: Certainty = Certainty.CERTAIN
    locations: tuple[Location, ...] = ()
    found: str | None = None
    expected: str | None = None
    fix: Fix | None = None
    publications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pass:
    """The rule holds; `evidence` says what was looked at."""

    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fail:
    """The rule is violated."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """It cannot be known from here; `decides` says which observation would decide."""

    decides: str


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The rule has nothing to look at in this project."""

    reason: str


Outcome = Pass | Fail | Unknown | NotApplicable
