"""RubyGems.org: the called workflow counts, and it may stand in another repository.

Source: rubygems/rubygems.org app/models/oidc/trusted_publisher/github_action.rb,
app/models/oidc/access_policy.rb, app/models/pusher.rb@3c8ea0d.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.model.comparison import Comparison, Match, MatchStatus
from runbook.model.forge import WORKFLOWS
from runbook.model.origin import UNKNOWN, Unset
from runbook.model.record import RecordState
from runbook.registries.base import Registry
from runbook.registries.compare import (
    EXACT,
    Candidate,
    all_equal,
    choose,
    compare,
    compare_values,
    pinned,
)
from runbook.registries.refs import split_repository
from runbook.registries.token import provider_of, wrong_audience

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.claims import Claims
    from runbook.model.record import PublisherRecord

_CALLED = ("workflow_repository_owner", "workflow_repository_name")
_OWNER_ID = "repository_owner_id"


class Rubygems(Registry):
    """RubyGems.org; every refusal of the exchange is the same 404."""

    id = "rubygems"

    def match(
        self, claims: Claims, records: Sequence[PublisherRecord], package: str, as_of: str
    ) -> Match:
        """The first publisher that fits; then the reference the workflow file was taken from."""
        del as_of  # nothing has changed since called workflows of other repositories count
        oidc = self.data.oidc
        if oidc is None or provider_of(claims, oidc) is None or wrong_audience(claims, oidc):
            return _refused(Match(MatchStatus.REFUSED))
        candidates = [self._candidate(r, claims) for r in records if r.provider == "github"]
        status, found = choose(candidates, package)
        if found is None:
            return _refused(Match(status))
        match = Match(status, found.record, found.comparisons)
        if status is MatchStatus.REFUSED:
            return _refused(match)
        return match if status is MatchStatus.UNKNOWN else _at_reference(match, claims)

    def admit(  # noqa: PLR0913 - the signature is the base's
        self,
        claims: Claims,
        records: Sequence[PublisherRecord],
        package: str,
        as_of: str,
        *,
        attests: bool | None = None,  # noqa: ARG002 - the certificate names the called workflow
        first: bool = False,  # noqa: ARG002 - the state of the records says it
    ) -> Match:
        """The publisher must own the gem, or be pending for the new name."""
        match = self.match(claims, records, package, as_of)
        if match.status is not MatchStatus.MATCHED or match.record is None:
            return match
        if package in match.record.packages:
            return match
        return replace(match, status=MatchStatus.REFUSED, signature="gem-not-allowed", notes=())

    def _candidate(self, record: PublisherRecord, claims: Claims) -> Candidate:
        fields = self.fields(record.provider, record.state)
        owner, name = _halves(claims.known("repository"))
        called = claims.known("job_workflow_ref")
        file = UNKNOWN if called is None else _called_file(called)
        environment = claims.get("environment")
        compared = [
            compare(fields["repository_owner"], record, "repository", owner),
            compare(fields["repository_name"], record, "repository", name),
            compare(fields["workflow_filename"], record, "job_workflow_ref", file),
        ]
        compared += pinned(record, claims, _OWNER_ID, "Owner's number")
        compared += _called_repository(record, (owner, name), called)
        compared.append(compare(fields["environment"], record, "environment", environment))
        return Candidate(record, tuple(compared))


def _called_file(called: str) -> str:
    """What stands between the workflows' folder and the first ``@``."""
    place, at, _ = called.partition("@")
    return place.partition(f"/{WORKFLOWS}/")[2] if at else ""


def _called_repository(
    record: PublisherRecord, caller: tuple[str | Unset, str | Unset], called: str | None
) -> list[Comparison]:
    """Where the called workflow stands; left blank in the form it must be the caller's."""
    labels = ("Workflow Repository Owner", "Workflow Repository Name")
    comparisons = []
    for key, label, own, theirs in zip(_CALLED, labels, caller, _halves(called), strict=True):
        mine = record.fields.get(key, "") or own
        if isinstance(mine, Unset):
            equal = Comparison(key, label, "", "job_workflow_ref", theirs, EXACT, equal=None)
            comparisons.append(equal)
        else:
            claim = ("job_workflow_ref", theirs)
            comparisons.append(compare_values(key, label, mine, claim, EXACT))
    return comparisons


def _at_reference(match: Match, claims: Claims) -> Match:
    """A workflow of the same repository must come from the ref or commit that started the run."""
    called = claims.known("job_workflow_ref") or ""
    if match.record is None or match.record.fields.get(_CALLED[0]):
        return _noted(match, claims)
    refs = [claims.get("ref"), claims.get("sha")]
    taken = called.partition("@")[2]
    equal = True if taken in refs else None if UNKNOWN in refs else False
    wanted = " or ".join(ref for ref in refs if isinstance(ref, str))
    comparison = Comparison("ref", "Reference", wanted, "job_workflow_ref", taken, EXACT, equal)
    comparisons = (*match.comparisons, comparison)
    if all_equal(comparisons) is False:
        return _refused(replace(match, comparisons=comparisons))
    status = MatchStatus.MATCHED if equal else MatchStatus.UNKNOWN
    return _noted(replace(match, comparisons=comparisons, status=status), claims)


def _noted(match: Match, claims: Claims) -> Match:
    record = match.record
    notes = []
    if record is not None and not record.fields.get("environment") and claims.get("environment"):
        notes.append("blank-environment-any")
    if record is not None and record.state is RecordState.PENDING:
        notes.append("pending-hours")
    return replace(match, notes=tuple(notes))


def _halves(text: str | None) -> tuple[str | Unset, str | Unset]:
    parts = split_repository(text) if text else None
    if parts is None:
        return UNKNOWN, UNKNOWN
    return parts[0], parts[1].partition("/")[0]


def _refused(match: Match) -> Match:
    return replace(match, status=MatchStatus.REFUSED, signature="gem-no-publisher", notes=())


REGISTRY = Rubygems()
