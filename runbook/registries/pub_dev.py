"""pub.dev: no exchange and no workflow file; repository, event, tag and environment count.

Source: dart-lang/pub-dev app/lib/package/backend.dart (_checkGitHubActionAllowed)@6992033.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.model.comparison import Comparison, Match, MatchStatus
from runbook.model.origin import Unset
from runbook.registries.base import Registry
from runbook.registries.compare import EXACT, all_equal, compare, compare_values
from runbook.registries.token import provider_of, wrong_audience

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runbook.model.claims import Claims
    from runbook.model.record import PublisherRecord

_VERSION = "{{version}}"
_EVENTS = {
    "push": ("push_events", "pub-push-off"),
    "workflow_dispatch": ("dispatch_events", "pub-dispatch-off"),
}
_Check = tuple[Comparison, str, dict[str, str]]


class PubDev(Registry):
    """pub.dev; the forge's token is the credential and is judged at the upload."""

    id = "pub-dev"

    def own_defaults(self, environment: str | None) -> Mapping[str, str]:
        """The box before the environment is ticked when there is one."""
        return {"require_environment": "yes" if environment else "no"}

    def match(
        self, claims: Claims, records: Sequence[PublisherRecord], package: str, as_of: str
    ) -> Match:
        """The one configuration of the package, check by check."""
        del as_of  # the checks have been the same since dispatch was allowed in 2024
        oidc = self.data.oidc
        if oidc is None or provider_of(claims, oidc) is None or wrong_audience(claims, oidc):
            return Match(MatchStatus.REFUSED, signature="pub-no-token")
        own = [record for record in records if package in record.packages]
        if not own:
            return Match(MatchStatus.REFUSED, signature="pub-not-enabled")
        return self._checked(own[0], claims)

    def _checked(self, record: PublisherRecord, claims: Claims) -> Match:
        comparisons: list[Comparison] = []
        for comparison, signature, variables in self._checks(record, claims):
            comparisons.append(comparison)
            if comparison.equal is False:
                told = tuple(variables.items())
                return Match(MatchStatus.REFUSED, record, tuple(comparisons), signature, told)
        sure = all_equal(comparisons)
        status = MatchStatus.MATCHED if sure else MatchStatus.UNKNOWN
        gated = _ticked(record, "require_environment")
        notes = () if gated else ("blank-environment-any",)
        return Match(status, record, tuple(comparisons), notes=notes)

    def _checks(self, record: PublisherRecord, claims: Claims) -> Iterator[_Check]:
        fields = self.fields("github")
        repository = claims.get("repository")
        compared = compare(fields["repository"], record, "repository", repository)
        yield compared, "pub-other-repository", {"slug": str(repository)}
        yield _event(record, claims)
        kind = claims.get("ref_type")
        tag = compare_values("ref_type", "Ref type", "tag", ("ref_type", kind), EXACT)
        yield tag, "pub-reftype", {"kind": str(kind)}
        yield _reference(record, claims)
        if _ticked(record, "require_environment"):
            environment = claims.get("environment")
            compared = compare(fields["environment"], record, "environment", environment)
            compared = replace(compared, equal=_exactly(compared))
            shown = environment if isinstance(environment, str) else "null"
            yield compared, "pub-environment", {"environment": shown}


def _event(record: PublisherRecord, claims: Claims) -> _Check:
    event = claims.get("event_name")
    key, signature = _EVENTS.get(claims.known("event_name") or "", ("", "pub-event"))
    equal = None if isinstance(event, Unset) else bool(key) and _ticked(record, key)
    allowed = " or ".join(name for name, (box, _) in _EVENTS.items() if _ticked(record, box))
    return (
        Comparison("event_name", "Event", allowed, "event_name", event, EXACT, equal),
        signature,
        {},
    )


def _reference(record: PublisherRecord, claims: Claims) -> _Check:
    """The tag must be the pattern with the version of the upload, whatever that is."""
    ref = claims.get("ref")
    pattern = record.fields.get("tag_pattern", "") or f"v{_VERSION}"
    before, _, after = f"refs/tags/{pattern}".partition(_VERSION)
    fits: bool | None = None
    if not isinstance(ref, Unset):
        text = ref or ""
        room = len(text) > len(before) + len(after)
        fits = room and text.startswith(before) and text.endswith(after)
    compared = Comparison("tag_pattern", "Tag pattern", pattern, "ref", ref, EXACT, fits)
    told = {"ref": str(ref), "tag": pattern.replace(_VERSION, "<version>")}
    return compared, "pub-tag", told


def _exactly(comparison: Comparison) -> bool | None:
    """A required environment is never left open by a blank field."""
    value = comparison.claim_value
    return None if isinstance(value, Unset) else comparison.record_value == (value or "")


def _ticked(record: PublisherRecord, key: str) -> bool:
    return record.fields.get(key) == "yes"


REGISTRY = PubDev()
