"""What a diagnosis says."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Verdict(StrEnum):
    """How far the log leads.

    `WORKED`: nothing failed. `UNRECOGNISED`: something may have failed, but no text is known.
    """

    CAUSE = "cause"
    UNDECIDED = "undecided"
    WORKED = "worked"
    UNRECOGNISED = "unrecognised"


class Confidence(StrEnum):
    """How sure a candidate is, in words: nobody has frequencies for such logs."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


class Weight(StrEnum):
    """What one observation is worth for the causes it speaks for."""

    PROVES = "proves"
    POINTS = "points to"
    HINTS = "hints at"


@dataclass(frozen=True, slots=True)
class Difference:
    """The one field that differs, both values, and how they look alike ("" when they do not)."""

    field: str
    record_value: str
    claim: str
    claim_value: str | None
    near: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation.

    `line` is a line number of the log (in `part`, when the log is an archive), None when the
    observation was made in the plan, the records or the repository. `supports` and `excludes`
    are cause slugs. `difference` is the field that differs, when one was compared.
    """

    text: str
    line: int | None = None
    part: str = ""
    signature: str = ""
    supports: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    weight: Weight = Weight.HINTS
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class Decider:
    """The single observation that would decide, and the command that makes it.

    `name` is what ``--observed NAME=ANSWER`` takes, `answers` are what it knows; a free one shows
    as a word in capitals, and there is none when the answer is found in a new log.
    """

    name: str
    question: str
    command: str = ""
    causes: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cause that remains, with what speaks for and against it."""

    cause: str
    title: str
    confidence: Confidence
    evidence_for: tuple[Evidence, ...] = ()
    evidence_against: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Another step of the same log that failed to publish."""

    job: str
    step: str
    line: int
    text: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The answer to "why did this release fail".

    `cause` is None unless the verdict is `CAUSE`. `candidates` are ranked, the likeliest first;
    the first is the cause when there is one. `registry` is an id, None when no registry is
    concerned. `fix` and `verify` are in the project's values. `job` and `step` are where it
    failed first. `date` is that of the log, "" when it has none. `names` are the project's own
    names, each with the word that can stand for it.
    """

    verdict: Verdict
    cause: str | None
    title: str
    definition: str
    candidates: tuple[Candidate, ...]
    registry: str | None
    evidence: tuple[Evidence, ...]
    difference: Difference | None = None
    fix: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()
    decider: Decider | None = None
    page: str = ""
    job: str = ""
    step: str = ""
    notes: tuple[str, ...] = ()
    others: tuple[Failure, ...] = ()
    date: str = ""
    lines: int = 0
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def confidence(self) -> Confidence | None:
        """That of the first candidate; None when there is none."""
        return self.candidates[0].confidence if self.candidates else None
