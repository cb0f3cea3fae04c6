"""What a rule is: its text, which lives once, and the function that answers."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 - the dataclass reads its annotations
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from runbook.finding import (
    Certainty,
    Fail,
    Finding,
    Fix,
    Location,
    NotApplicable,
    Outcome,
    Pass,
    Place,
    Severity,
    Unknown,
)

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.source import Span


class Phase(StrEnum):
    """Which checklist an answer belongs to."""

    SET_UP = "set-up"
    BEFORE_RELEASE = "before a release"
    AFTER_MIGRATION = "after the migration"
    UPKEEP = "upkeep"


@dataclass(frozen=True, slots=True)
class Rule:
    """One check.

    `code` is stable: RB, the family's digit, two digits. `title` says what holds when it passes
    ("The environment admits the tags of the release"); it is the checklist item. `why` says what
    breaks otherwise, `fix` what to do. `severity` is that of its findings unless they say
    otherwise. `sources` are references for the why; `facts` ids of facts behind it. `trust` marks
    a rule about who may publish; nobody can ignore its findings.
    """

    code: str
    title: str
    why: str
    fix: str
    severity: Severity
    phase: Phase
    check: Callable[[Case], Outcome]
    sources: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    trust: bool = False

    def finding(  # noqa: PLR0913 - the parts of a finding that differ
        self,
        message: str,
        *locations: Location,
        found: str | None = None,
        expected: str | None = None,
        certainty: Certainty = Certainty.CERTAIN,
        fix: Fix | str | None = None,
        severity: Severity | None = None,
        publications: tuple[str, ...] = (),
    ) -> Finding:
        """A finding of this rule; `fix` is the rule's own unless a special one is given."""
        repair = fix if isinstance(fix, Fix) else Fix(fix or self.fix)
        return Finding(
            code=self.code,
            message=message,
            severity=severity or self.severity,
            certainty=certainty,
            locations=locations,
            found=found,
            expected=expected,
            fix=repair,
            publications=publications,
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule and its answer for a case."""

    rule: Rule
    outcome: Outcome

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings; empty unless the rule failed."""
        return self.outcome.findings if isinstance(self.outcome, Fail) else ()


def verdict(findings: list[Finding], evidence: list[str]) -> Outcome:
    """Fail when there are findings, pass when something was looked at, else not applicable."""
    if findings:
        return Fail(tuple(findings))
    if evidence:
        return Pass(tuple(evidence))
    return NotApplicable("there is nothing here that this rule looks at")


def in_file(span: Span | None, label: str) -> Location:
    """A place in a file of the repository."""
    return Location(Place.FILE, label, span)


def in_descriptor(span: Span | None, label: str) -> Location:
    """A place in the descriptor."""
    return Location(Place.DESCRIPTOR, label, span)


def on_forge(label: str, address: str | None = None) -> Location:
    """A setting of the forge."""
    return Location(Place.FORGE, label, address=address)


def at_registry(label: str, address: str | None = None) -> Location:
    """A record of a registry."""
    return Location(Place.REGISTRY, label, address=address)


__all__ = [
    "Checked",
    "Phase",
    "Rule",
    "Unknown",
    "at_registry",
    "in_descriptor",
    "in_file",
    "on_forge",
    "verdict",
]
