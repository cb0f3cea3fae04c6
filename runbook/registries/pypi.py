"""PyPI: how it finds the publisher of a token, and what it looks at again at upload.

Source: pypi/warehouse warehouse/oidc/{views,services}.py, warehouse/oidc/models/{_core,github,
gitlab}.py; the commits stand in the data file.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.model.comparison import Match, MatchStatus
from runbook.model.record import RecordState
from runbook.registries.base import Registry
from runbook.registries.compare import CASELESS, Candidate, nearest
from runbook.registries.pypi_github import GithubLookup
from runbook.registries.pypi_gitlab import GitlabLookup
from runbook.registries.token import provider_of, wrong_audience

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from runbook.model.claims import Claims
    from runbook.model.record import PublisherRecord
    from runbook.registries.pypi_lookup import Lookup

_LOOKUPS: Mapping[str, type[Lookup]] = {"github": GithubLookup, "gitlab": GitlabLookup}
_SEPARATORS = re.compile(r"[-_.]+")


class Pypi(Registry):
    """PyPI, and whoever runs the same software."""

    id = "pypi"

    def file_stem(self, package: str) -> str:
        """The normal form of a source distribution's name (PEP 625)."""
        return _normalized(package).replace("-", "_")

    def match(
        self, claims: Claims, records: Sequence[PublisherRecord], package: str, as_of: str
    ) -> Match:
        """Pending publishers first, then the others; one that names the environment wins."""
        oidc = self.data.oidc
        provider = (oidc and provider_of(claims, oidc)) or ""
        if oidc is None or provider not in _LOOKUPS:
            return Match(MatchStatus.REFUSED, signature="pypi-unknown-issuer")
        if wrong_audience(claims, oidc):
            return Match(MatchStatus.REFUSED, signature="pypi-invalid-token")
        lookup = _LOOKUPS[provider](self, claims, as_of)
        missing = lookup.missing_claim()
        if missing is not None:
            variables = (("claim", repr(missing)),)
            return Match(MatchStatus.REFUSED, signature="pypi-missing-claim", variables=variables)
        mine = [record for record in records if record.provider == provider]
        pending = lookup.find(_in_state(mine, RecordState.PENDING), package)
        if pending.status is MatchStatus.MATCHED:
            return _use_pending(pending, mine)
        active = lookup.find(_in_state(mine, RecordState.ACTIVE), package)
        return _decided(pending, active, package)

    def admit(  # noqa: PLR0913 - the signature is the base's
        self,
        claims: Claims,
        records: Sequence[PublisherRecord],
        package: str,
        as_of: str,
        *,
        attests: bool | None = None,
        first: bool = False,  # noqa: ARG002 - the state of the records says it
    ) -> Match:
        """The projects of the token, then the certificate of the attestations.

        The certificate names the calling workflow, the publisher the called one.
        """
        match = self.match(claims, records, package, as_of)
        if match.record is None or match.status is not MatchStatus.MATCHED:
            return match
        if not self._covers(match.record, records, package):
            return _not_covered(match, records, package)
        return _attested(match, claims, attests=attests)

    def _covers(
        self, record: PublisherRecord, records: Iterable[PublisherRecord], package: str
    ) -> bool:
        """One publisher may serve many projects: records of one identity are one publisher."""
        mine = self._identity(record)
        return any(_names(other, package) for other in records if self._identity(other) == mine)

    def _identity(self, record: PublisherRecord) -> tuple[object, ...]:
        """What makes a publisher one: the fields it is found by, as the form compares them."""
        form = self.form(record.provider, record.state)
        caseless = {field.key for field in form.fields if field.compare == CASELESS} if form else ()
        own = (
            (key, value.lower() if key in caseless else value)
            for key, value in record.fields.items()
            if value
        )
        return record.provider, record.state, *sorted(own)


def _in_state(records: Iterable[PublisherRecord], state: RecordState) -> list[PublisherRecord]:
    return [record for record in records if record.state is state]


def _decided(pending: Match, active: Match, package: str) -> Match:
    """The second search decides and words the refusal, whichever record came nearer."""
    if active.status is not MatchStatus.REFUSED:
        return active
    if pending.status is MatchStatus.UNKNOWN:
        return pending
    both = [Candidate(m.record, m.comparisons) for m in (active, pending) if m.record is not None]
    best = nearest(both, package)
    if best is None or best.record is not pending.record:
        return active
    return replace(active, record=best.record, comparisons=best.comparisons, notes=pending.notes)


def _use_pending(match: Match, records: Iterable[PublisherRecord]) -> Match:
    """The project is created now; when it has come into being meanwhile, the mint fails."""
    active = _in_state(records, RecordState.ACTIVE)
    packages = match.record.packages if match.record is not None else ()
    if any(_names(record, package) for record in active for package in packages):
        return replace(match, status=MatchStatus.REFUSED, signature="pypi-pending-exists")
    return replace(match, notes=(*match.notes, "mint-creates-project"))


def _not_covered(match: Match, records: Iterable[PublisherRecord], package: str) -> Match:
    named = [record for record in records if _names(record, package)]
    new = bool(named) and not _in_state(named, RecordState.ACTIVE)
    return replace(
        match,
        status=MatchStatus.REFUSED,
        signature="pypi-non-user-create" if new else "pypi-oidc-scope",
        variables=(("package", package),),
    )


def _attested(match: Match, claims: Claims, *, attests: bool | None) -> Match:
    caller, called = claims.known("workflow_ref"), claims.known("job_workflow_ref")
    if caller is None or called is None or caller == called or attests is False:
        return match
    if attests is None or match.record is None:
        return replace(match, status=MatchStatus.UNKNOWN, notes=("reusable-attestations",))
    variables = {
        "uri": f"https://github.com/{caller}",
        "workflow": match.record.fields.get("workflow_filename", ""),
        "slug": claims.known("repository") or "",
    }
    return replace(
        match,
        status=MatchStatus.REFUSED,
        signature="pypi-build-config-uri",
        variables=tuple(variables.items()),
        notes=("reusable-attestations",),
    )


def _names(record: PublisherRecord, package: str) -> bool:
    """Whether the record is for the project; runs of ``-_.`` and case do not tell names apart."""
    wanted = _normalized(package)
    return any(_normalized(name) == wanted for name in record.packages)


def _normalized(name: str) -> str:
    return _SEPARATORS.sub("-", name).lower()


REGISTRY = Pypi()
