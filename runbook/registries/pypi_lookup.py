"""PyPI's search for the publisher of a token: what all its providers have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.model.comparison import Comparison, Match, MatchStatus
from runbook.registries.compare import Candidate, all_equal, choose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runbook.model.claims import Claims
    from runbook.model.record import FormField, PublisherRecord
    from runbook.registries.base import Registry

_NOT_FOUND = "pypi-matching-claims"


@dataclass(frozen=True, slots=True)
class Check:
    """A comparison after the search, and what PyPI answers when it fails."""

    comparison: Comparison
    signature: str
    variables: tuple[tuple[str, str], ...] = ()


class Lookup(ABC):
    """One token against the publishers of its provider."""

    required: tuple[str, ...]

    def __init__(self, registry: Registry, claims: Claims, as_of: str) -> None:
        self.registry = registry
        self.claims = claims
        self.as_of = as_of

    @abstractmethod
    def search(self, record: PublisherRecord) -> Candidate:
        """What the search compares, the environment last."""

    @abstractmethod
    def checks(self, record: PublisherRecord) -> Iterator[Check]:
        """What is looked at once the publisher is found, in PyPI's order."""

    @abstractmethod
    def unreadable(self) -> str | None:
        """The signature of the refusal when a claim cannot be taken apart."""

    def notes(self, record: PublisherRecord) -> tuple[str, ...]:
        """Facts worth saying about a match."""
        open_to_all = not record.fields.get("environment")
        gated = self.claims.get("environment") is not None
        return ("blank-environment-nudge",) if open_to_all and gated else ()

    def missing_claim(self) -> str | None:
        """The first claim that must be there and is not."""
        return next((name for name in self.required if self.claims.get(name) is None), None)

    def fields(self, record: PublisherRecord) -> Mapping[str, FormField]:
        """The fields of the form the record was typed into, by key."""
        return self.registry.fields(record.provider, record.state)

    def find(self, records: Sequence[PublisherRecord], package: str) -> Match:
        """The publisher, or the nearest one and why not.

        One that names the token's environment wins over one that leaves it blank.
        """
        signature = self.unreadable()
        if signature is not None:
            return Match(MatchStatus.REFUSED, signature=signature)
        status, found = choose([self.search(record) for record in records], package)
        if found is None:
            return Match(MatchStatus.REFUSED, signature=_NOT_FOUND)
        if status is MatchStatus.MATCHED:
            return self._checked(found)
        match = Match(status, found.record, found.comparisons)
        return match if status is MatchStatus.UNKNOWN else _not_found(match)

    def _checked(self, found: Candidate) -> Match:
        record, comparisons = found.record, list(found.comparisons)
        for check in self.checks(record):
            comparisons.append(check.comparison)
            if check.comparison.equal is False:
                return Match(
                    MatchStatus.REFUSED,
                    record,
                    tuple(comparisons),
                    check.signature,
                    check.variables,
                )
        sure = all_equal(comparisons)
        status = MatchStatus.MATCHED if sure else MatchStatus.UNKNOWN
        return Match(status, record, tuple(comparisons), notes=self.notes(record))


def _not_found(match: Match) -> Match:
    looked_up = (item for item in match.comparisons if item.field != "environment")
    by_case = any(item.near == "case" for item in looked_up)
    notes = ("repository-name-case",) if by_case else ()
    return replace(match, signature=_NOT_FOUND, notes=notes)
