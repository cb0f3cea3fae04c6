"""How a registry compares a record with claims: the only place such strings are compared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runbook.model.origin import Unset
    from runbook.model.record import PublisherRecord


class MatchStatus(StrEnum):
    """The registry's answer, as far as it can be known."""

    MATCHED = "matched"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of one record against one claim.

    `equal` is None when a side is unknown. `near` names a look-alike difference that only a
    machine sees: case, white space, extension, path, confusable letters; "" for none.
    """

    field: str
    label: str
    record_value: str
    claim: str
    claim_value: str | Unset | None
    mode: str
    equal: bool | None
    near: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The outcome for one publication.

    `record` is the record that matched, or the nearest one when none did; `comparisons` are
    its. `signature` is the id of the message the user sees when it is refused, `variables` fill
    its text. `notes` are ids of facts worth saying although it matched.
    """

    status: MatchStatus
    record: PublisherRecord | None = None
    comparisons: tuple[Comparison, ...] = ()
    signature: str | None = None
    variables: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def differing(self) -> tuple[Comparison, ...]:
        """The comparisons that failed."""
        return tuple(item for item in self.comparisons if item.equal is False)
