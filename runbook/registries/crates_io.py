"""crates.io: one exchange for all crates of a repository, then a look at each crate at upload.

Source: rust-lang/crates.io src/controllers/trustpub/tokens/exchange/mod.rs,
src/controllers/krate/publish.rs@57fa000.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.model.comparison import Match, MatchStatus
from runbook.registries.base import Registry
from runbook.registries.compare import Candidate, all_equal, nearest
from runbook.registries.crates_io_filters import GithubFilters, GitlabFilters
from runbook.registries.token import provider_of, wrong_audience

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from runbook.model.claims import Claims
    from runbook.model.record import PublisherRecord
    from runbook.registries.crates_io_filters import Filters

_FILTERS: Mapping[str, type[Filters]] = {"github": GithubFilters, "gitlab": GitlabFilters}


class CratesIo(Registry):
    """crates.io's filters, one after the other; each error tells what its own filter removed."""

    id = "crates-io"

    def match(
        self, claims: Claims, records: Sequence[PublisherRecord], package: str, as_of: str
    ) -> Match:
        """Whether any crate's config lets the token through."""
        oidc = self.data.oidc
        provider = (oidc and provider_of(claims, oidc)) or ""
        if oidc is None or provider not in _FILTERS:
            issuer = claims.known("iss") or ""
            return _refused("crates-issuer", {"issuer": issuer})
        if wrong_audience(claims, oidc):
            return _refused("crates-decode", {})
        filters = _FILTERS[provider](self, claims, as_of)
        refusal = filters.refusal()
        if refusal is not None:
            return _refused(*refusal)
        mine = [filters.candidate(record) for record in records if record.provider == provider]
        match = _filtered(filters, mine, package)
        if match.status is MatchStatus.MATCHED and not filters.event_known:
            return replace(match, status=MatchStatus.UNKNOWN)
        return match

    def admit(  # noqa: PLR0913 - the signature is the base's
        self,
        claims: Claims,
        records: Sequence[PublisherRecord],
        package: str,
        as_of: str,
        *,
        attests: bool | None = None,  # noqa: ARG002 - crates.io has no attestations
        first: bool = False,
    ) -> Match:
        """The crates in the token were fixed at the exchange; a new crate is never among them."""
        match = self.match(claims, records, package, as_of)
        if match.status is not MatchStatus.MATCHED:
            return match
        if first:
            return replace(match, status=MatchStatus.REFUSED, signature="crates-new-crate")
        own = [record for record in records if _names(record, package)]
        mine = self.match(claims, own, package, as_of)
        if mine.status is not MatchStatus.REFUSED:
            return mine
        return replace(
            mine, signature="crates-not-for-crate", variables=(("package", package),), notes=()
        )


def _filtered(filters: Filters, candidates: Sequence[Candidate], package: str) -> Match:
    """`candidates` through the filters in order; the first that leaves none decides."""
    left = list(candidates)
    for step in filters.steps:
        removed = left
        left = [found for found in left if _passes(found, step) is not False]
        if not left:
            best = nearest(removed, package)
            match = _refused(*filters.message(step, removed))
            if best is None:
                return match
            return replace(match, record=best.record, comparisons=best.comparisons)
    sure = [found for found in left if found.equal]
    best = nearest(_of_package(sure, package) or sure or left, package) or left[0]
    status = MatchStatus.MATCHED if sure else MatchStatus.UNKNOWN
    notes = filters.notes(best.record)
    return Match(status, best.record, best.comparisons, notes=notes)


def _passes(candidate: Candidate, step: tuple[str, ...]) -> bool | None:
    return all_equal(item for item in candidate.comparisons if item.field in step)


def _of_package(candidates: Iterable[Candidate], package: str) -> list[Candidate]:
    return [found for found in candidates if _names(found.record, package)]


def _refused(signature: str, variables: Mapping[str, str]) -> Match:
    return Match(MatchStatus.REFUSED, signature=signature, variables=tuple(variables.items()))


def _names(record: PublisherRecord, package: str) -> bool:
    """Whether the record is for the crate; case and ``-`` or ``_`` tell none apart."""
    wanted = _canonical(package)
    return any(_canonical(name) == wanted for name in record.packages)


def _canonical(name: str) -> str:
    return name.lower().replace("-", "_")


REGISTRY = CratesIo()
