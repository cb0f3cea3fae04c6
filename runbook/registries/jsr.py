"""JSR: no exchange; the number of the linked repository and the actor of the run count.

Source: jsr-io/jsr api/src/iam.rs, api/src/external/oidc.rs@ba17475.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.model.comparison import Comparison, Match, MatchStatus
from runbook.registries.base import Registry
from runbook.registries.compare import all_equal, compare, pinned
from runbook.registries.refs import known_parts, split_repository

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.claims import Claims
    from runbook.model.record import PublisherRecord

_NUMBER = "repository_id"
_BOT = "[bot]"


class Jsr(Registry):
    """JSR; the forge's token is the credential and is judged at the upload."""

    id = "jsr"

    def match(
        self, claims: Claims, records: Sequence[PublisherRecord], package: str, as_of: str
    ) -> Match:
        """The actor first, then the repository that the package is linked to."""
        if not self._issued_by_github(claims, as_of):
            told = (("reason", f"invalid issuer: {claims.known('iss') or ''}"),)
            return Match(MatchStatus.REFUSED, signature="jsr-invalid-token", variables=told)
        own = next((record for record in records if package in record.packages), None)
        actor = claims.known("actor") or ""
        restricted = own is None or own.fields.get("actors", "members") == "members"
        if restricted and actor.endswith(_BOT):
            return Match(MatchStatus.REFUSED, own, signature="jsr-actor")
        if own is None:
            return Match(MatchStatus.REFUSED, signature="jsr-not-linked")
        match = self._linked(own, claims)
        notes = ("actor-must-be-member",) if restricted else ()
        return replace(match, notes=(*match.notes, *notes))

    def _issued_by_github(self, claims: Claims, as_of: str) -> bool:
        oidc = self.data.oidc
        issuer = claims.known("iss")
        if issuer is None or oidc is None:
            return claims.get("project_path") is None
        base = oidc.issuers["github"]
        slug = issuer.removeprefix(f"{base}/") if issuer.startswith(f"{base}/") else ""
        enterprise = slug.replace("-", "").isalnum() and slug.isascii()
        return issuer == base or (enterprise and self.data.fact("enterprise-issuer").holds(as_of))

    def _linked(self, record: PublisherRecord, claims: Claims) -> Match:
        """By number where the record knows it; names alone cannot tell a rename from a stranger."""
        number = pinned(record, claims, _NUMBER, "Repository's number")
        if number:
            return _decided(record, number)
        fields = self.fields("github")
        owner, name = known_parts(claims.known("repository"), split_repository)
        by_name = (
            compare(fields["owner"], record, "repository", owner),
            compare(fields["repo"], record, "repository", name),
        )
        renamed = tuple(replace(item, equal=item.equal or None) for item in by_name)
        match = _decided(record, renamed)
        other = any(item.equal is False for item in by_name)
        return replace(match, notes=("linked-by-number",)) if other else match


def _decided(record: PublisherRecord, comparisons: tuple[Comparison, ...]) -> Match:
    equal = all_equal(comparisons)
    if equal is False:
        return Match(MatchStatus.REFUSED, record, comparisons, "jsr-not-linked")
    status = MatchStatus.MATCHED if equal else MatchStatus.UNKNOWN
    return Match(status, record, comparisons)


REGISTRY = Jsr()
