"""Open VSX: numbers are pinned, and the calling workflow is compared with its repository.

Source: eclipse-openvsx/openvsx server/src/main/java/org/eclipse/openvsx/trustedpublishing/
{TrustedPublishingService,github/GitHubTrustedPublishingProviderSupport,
gitlab/GitLabTrustedPublishingProvider}.java@819bb05.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.comparison import Comparison, Match, MatchStatus
from runbook.model.forge import WORKFLOWS
from runbook.model.origin import UNKNOWN
from runbook.registries.base import Registry
from runbook.registries.compare import Candidate, choose, compare, pinned
from runbook.registries.refs import split_project, split_repository
from runbook.registries.token import provider_of, wrong_audience

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runbook.model.claims import Claims
    from runbook.model.record import PublisherRecord

_IDS = {
    "github": ("repository_id", "repository_owner_id"),
    "gitlab": ("project_id", "namespace_id"),
}


class OpenVsx(Registry):
    """Open VSX; an extension has one publisher, and refusals give no detail."""

    id = "open-vsx"

    def file_stem(self, package: str) -> str:
        """`vsce package` names the file after the extension alone."""
        return package.rpartition(".")[2]

    def match(
        self, claims: Claims, records: Sequence[PublisherRecord], package: str, as_of: str
    ) -> Match:
        """The publisher of this extension."""
        del as_of  # trusted publishing here is younger than every rule that could have changed
        oidc = self.data.oidc
        provider = (oidc and provider_of(claims, oidc)) or ""
        if oidc is None or provider not in _IDS:
            return Match(MatchStatus.REFUSED, signature="ovsx-issuer")
        if wrong_audience(claims, oidc):
            return Match(MatchStatus.REFUSED, signature="ovsx-invalid-token")
        own = [r for r in records if r.provider == provider and package in r.packages]
        status, found = choose([self._candidate(record, claims) for record in own], package)
        signature = "ovsx-no-match" if status is MatchStatus.REFUSED else None
        if found is None:
            return Match(status, signature=signature)
        blank = not found.record.fields.get("environment")
        notes = ("blank-environment-any",) if blank and signature is None else ()
        return Match(status, found.record, found.comparisons, signature, notes=notes)

    def _candidate(self, record: PublisherRecord, claims: Claims) -> Candidate:
        return Candidate(record, tuple(self._comparisons(record, claims)))

    def _comparisons(self, record: PublisherRecord, claims: Claims) -> Iterator[Comparison]:
        for key in _IDS[record.provider]:
            yield from pinned(record, claims, key, key)
        form = self.form(record.provider)
        fields = form.fields if form else ()
        claim = "workflow_ref" if record.provider == "github" else "ci_config_ref_uri"
        value = claims.known(claim)
        parts = _parts(value.partition("@")[0], record.provider) if value else None
        for at, field in enumerate(fields[:3]):
            yield compare(field, record, claim, UNKNOWN if parts is None else parts[at])
        yield compare(fields[-1], record, "environment", claims.get("environment"))


def _parts(value: str, provider: str) -> tuple[str, str, str]:
    """Owner, repository and file of the workflow; what cannot be taken apart equals nothing."""
    if provider == "github":
        slug, _, file = value.partition(f"/{WORKFLOWS}/")
        owner, name = split_repository(slug) or (slug, "")
        return owner, name, file
    location, _, file = value.partition("//")
    namespace, name = split_project(location.partition("/")[2]) or ("", "")
    return namespace, name, file


REGISTRY = OpenVsx()
