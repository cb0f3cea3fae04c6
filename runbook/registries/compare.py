"""Comparing a record's field with a claim, the way a registry does, and naming near misses."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.model.comparison import Comparison, MatchStatus
from runbook.model.origin import Unset

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runbook.model.claims import Claims
    from runbook.model.record import FormField, PublisherRecord

EXACT = "exact"
CASELESS = "caseless"
ANY = "any"  # the record leaves the field blank, and the registry takes that for "any"

_LOOK_ALIKES = str.maketrans(
    "АВЕКМНОРСТХаеорсухіјѕԁɡοανιΑΒΕΖΗΙΚΜΝΟΡΤΥΧ0О1lI|‐‑‒–—−",  # noqa: RUF001 - the look-alikes
    "ABEKMHOPCTXaeopcyxijsdgoavlABEZHlKMNOPTYXOOllll------",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record with its comparisons, in the registry's order."""

    record: PublisherRecord
    comparisons: tuple[Comparison, ...]

    @property
    def equal(self) -> bool | None:
        """Whether all agree; None when none differs but one is unknown."""
        return all_equal(self.comparisons)


def compare(
    field: FormField,
    record: PublisherRecord,
    claim: str,
    value: str | Unset | None,
    mode: str | None = None,
) -> Comparison:
    """The record's `field` against the `value` of `claim`; None: not in the token.

    The mode is the form's unless given. A field left blank that the form says means something
    (`blank_means`) accepts every value.
    """
    mine = record.fields.get(field.key, "")
    mode = mode or field.compare
    if not mine and field.blank_means:
        return Comparison(field.key, field.label, mine, claim, value, ANY, equal=True)
    return compare_values(field.key, field.label, mine, (claim, value), mode)


def pinned(record: PublisherRecord, claims: Claims, key: str, label: str) -> tuple[Comparison, ...]:
    """The comparison of a number that must stay the same, when the record knows it."""
    if key not in record.fields:
        return ()
    claim = (key, claims.get(key))
    return (compare_values(key, label, record.fields[key], claim, EXACT),)


def compare_values(
    key: str, label: str, mine: str, claim: tuple[str, str | Unset | None], mode: str
) -> Comparison:
    """`mine` against a claim (its name and value)."""
    name, value = claim
    if isinstance(value, Unset):
        return Comparison(key, label, mine, name, value, mode, equal=None)
    theirs = value or ""
    equal = mine.lower() == theirs.lower() if mode == CASELESS else mine == theirs
    return Comparison(
        key, label, mine, name, value, mode, equal, "" if equal else near(mine, theirs)
    )


def all_equal(comparisons: Iterable[Comparison]) -> bool | None:
    """False when one differs, else None when one is unknown, else True."""
    answers = {item.equal for item in comparisons}
    return False if False in answers else None if None in answers else True


def near(one: str, other: str) -> str:
    """How two different texts look alike: what a person overlooks; "" when they do not."""
    if not one or not other:
        return ""
    if _unspaced(one) == _unspaced(other):
        return "white space"
    if one.casefold() == other.casefold():
        return "case"
    if one.rpartition("/")[2] == other.rpartition("/")[2]:
        return "path"
    if _stem(one) == _stem(other):
        return "extension"
    return "confusable letters" if _skeleton(one) == _skeleton(other) else ""


def nearest(candidates: Iterable[Candidate], package: str) -> Candidate | None:
    """The candidate that comes closest: of `package` first, then by what agrees or nearly does."""

    def closeness(candidate: Candidate) -> tuple[bool, int, int]:
        differing = [item for item in candidate.comparisons if item.equal is False]
        look_alike = sum(bool(item.near) for item in differing)
        return package in candidate.record.packages, -len(differing), look_alike

    return max(candidates, key=closeness, default=None)


def choose(candidates: Sequence[Candidate], package: str) -> tuple[MatchStatus, Candidate | None]:
    """What the registry finds among alternatives, and the record to report.

    Of those that match, one that names an environment comes before one that leaves it blank, and
    one of `package` before another. When none surely matches, it is the nearest.
    """
    sure = [found for found in candidates if found.equal]
    if sure:
        return MatchStatus.MATCHED, max(sure, key=lambda found: _rank(found.record, package))
    maybe = [found for found in candidates if found.equal is None]
    status = MatchStatus.UNKNOWN if maybe else MatchStatus.REFUSED
    return status, nearest(maybe or candidates, package)


def _rank(record: PublisherRecord, package: str) -> tuple[bool, bool]:
    return bool(record.fields.get("environment")), package in record.packages


def _unspaced(text: str) -> str:
    kept = (c for c in text if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc"})
    return "".join(kept)


def _stem(text: str) -> str:
    for suffix in (".yml", ".yaml"):
        if text.endswith(suffix):
            return text.removesuffix(suffix)
    return text


def _skeleton(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES)
