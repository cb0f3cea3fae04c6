"""npm: one exchange for each package, any one of its publishers is enough.

The registry is closed: this is what its documentation, the body that ``npm trust`` writes, and
observed answers allow. The data file marks what is unverified or disputed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.model.comparison import Comparison, Match, MatchStatus
from runbook.model.origin import UNKNOWN, Unset
from runbook.registries.base import Registry
from runbook.registries.compare import EXACT, Candidate, choose, compare
from runbook.registries.refs import (
    known_parts,
    pipeline_path,
    split_project,
    split_repository,
    workflow_file,
)
from runbook.registries.token import provider_of, wrong_audience

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.claims import Claims
    from runbook.model.record import PublisherRecord

_CLAIMS = {
    "github": ("repository", "repository", "workflow_ref", "environment"),
    "gitlab": ("project_path", "project_path", "ci_config_ref_uri", "environment"),
}
_IMMUTABLE_SUBJECT = re.compile(r"repo:[^/:@]{1,100}@\d{1,20}/")


class Npm(Registry):
    """npm's registry."""

    id = "npm"

    def file_stem(self, package: str) -> str:
        """What `npm pack` makes of a name: the scope stays, without its signs."""
        return package.removeprefix("@").replace("/", "-")

    def match(
        self, claims: Claims, records: Sequence[PublisherRecord], package: str, as_of: str
    ) -> Match:
        """The publishers of this package only; there is no credential for several."""
        oidc = self.data.oidc
        provider = (oidc and provider_of(claims, oidc)) or ""
        if oidc is None or provider not in _CLAIMS or wrong_audience(claims, oidc):
            return Match(MatchStatus.REFUSED, signature="npm-exchange-401")
        own = [r for r in records if r.provider == provider and package in r.packages]
        status, found = choose([self._candidate(record, claims) for record in own], package)
        signature = "npm-exchange-404" if status is MatchStatus.REFUSED else None
        if found is None:
            return Match(status, signature=signature)
        notes = self._notes(found.record, claims, as_of)
        return Match(status, found.record, found.comparisons, signature, notes=notes)

    def admit(  # noqa: PLR0913 - the signature is the base's
        self,
        claims: Claims,
        records: Sequence[PublisherRecord],
        package: str,
        as_of: str,
        *,
        attests: bool | None = None,
        first: bool = False,  # noqa: ARG002 - the exchange has refused it already
    ) -> Match:
        """The action the publisher allows, then what the provenance is checked for."""
        match = self.match(claims, records, package, as_of)
        if match.status is not MatchStatus.MATCHED or match.record is None:
            return match
        allowed = self._allowed(match.record, as_of)
        match = replace(match, comparisons=(*match.comparisons, *allowed))
        if any(item.equal is False for item in allowed):
            return replace(match, status=MatchStatus.REFUSED, signature="npm-oidc-denied")
        runner = claims.known("runner_environment")
        if runner == "self-hosted" and attests is not False:
            variables = (("runner", runner),)
            return replace(
                match, status=MatchStatus.REFUSED, signature="npm-runner", variables=variables
            )
        return match

    def _candidate(self, record: PublisherRecord, claims: Claims) -> Candidate:
        form = self.form(record.provider)
        fields = form.fields[:4] if form else ()
        values = _values(claims, record.provider)
        names = _CLAIMS[record.provider]
        compared = (
            compare(field, record, claim, value)
            for field, claim, value in zip(fields, names, values, strict=True)
        )
        return Candidate(record, tuple(compared))

    def _notes(self, record: PublisherRecord, claims: Claims, as_of: str) -> tuple[str, ...]:
        notes = []
        if not record.fields.get("environment") and claims.get("environment") is not None:
            notes.append("blank-environment")
        if _IMMUTABLE_SUBJECT.match(claims.known("sub") or ""):
            notes.append("immutable-subject")
        if self.data.fact("unused-days").holds(as_of):
            notes.append("unused-days")
        return tuple(notes)

    def _allowed(self, record: PublisherRecord, as_of: str) -> tuple[Comparison, ...]:
        chosen = record.fields.get("allowed_actions")
        if chosen is None or not self.data.fact("allowed-actions").holds(as_of):
            return ()
        actions = re.split(r"[\s,]+", chosen)
        equal = "publish" in actions
        return (
            Comparison("allowed_actions", "Allowed actions", chosen, "", "publish", EXACT, equal),
        )


def _values(claims: Claims, provider: str) -> tuple[str | Unset | None, ...]:
    """Owner, name, file and environment of the token, as the form would have them."""
    environment = claims.get("environment")
    if provider == "github":
        owner, name = known_parts(claims.known("repository"), split_repository)
        caller = claims.known("workflow_ref")
        file = UNKNOWN if caller is None else workflow_file(caller, ref_required=True) or ""
        return owner, name, file, environment
    owner, name = known_parts(claims.known("project_path"), split_project)
    uri = claims.known("ci_config_ref_uri")
    return owner, name, UNKNOWN if uri is None else pipeline_path(uri) or "", environment


REGISTRY = Npm()
