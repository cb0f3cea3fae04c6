"""NuGet.org: policies of an owner, not of a package; what they cover shows at the push.

Source: NuGet/NuGetGallery src/NuGetGallery.Services/Authentication/Federated/
{GitHubTokenPolicyValidator,GitLabTokenPolicyValidator,FederatedCredentialService}.cs@55d8cc0.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.model.comparison import Comparison, Match, MatchStatus
from runbook.model.forge import WORKFLOWS
from runbook.model.origin import UNKNOWN, Unset
from runbook.registries.base import Registry
from runbook.registries.compare import (
    CASELESS,
    EXACT,
    Candidate,
    choose,
    compare,
    compare_values,
    pinned,
)
from runbook.registries.refs import known_parts, split_project, split_repository
from runbook.registries.token import provider_of, wrong_audience

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from runbook.model.claims import Claims
    from runbook.model.record import FormField, PublisherRecord

_IDS = ("repository_owner_id", "repository_id")
_DISCLOSED = (  # field, signature: the reasons the server tells, in its order
    ("job_workflow_ref", "nuget-jwr"),
    ("workflow_file", "nuget-workflow"),
    ("ref", "nuget-ref"),
    ("ref_type", "nuget-ref-type"),
    ("environment", "nuget-environment"),
)


class Nuget(Registry):
    """NuGet.org; a policy of another repository is never mentioned."""

    id = "nuget"

    def package_value(self, packages: Sequence[str]) -> str:
        """One policy covers all packages; its patterns stand one a line."""
        return "\n".join(packages)

    def match(
        self, claims: Claims, records: Sequence[PublisherRecord], package: str, as_of: str
    ) -> Match:
        """The first policy of the person who logs in that fits."""
        oidc = self.data.oidc
        provider = (oidc and provider_of(claims, oidc)) or ""
        if oidc is None or provider not in {"github", "gitlab"}:
            return Match(MatchStatus.REFUSED, signature="nuget-issuer")
        if provider == "gitlab" and not self.data.fact("gitlab").holds(as_of):
            return Match(MatchStatus.REFUSED, signature="nuget-issuer")
        if wrong_audience(claims, oidc):
            return Match(MatchStatus.REFUSED, signature="nuget-audience")
        mine = [record for record in records if record.provider == provider]
        status, found = choose([self._candidate(record, claims) for record in mine], package)
        if found is None:
            return Match(status, signature="nuget-no-policy", variables=(("user", ""),))
        match = Match(status, found.record, found.comparisons)
        if status is MatchStatus.REFUSED:
            return _refused(match)
        notes = () if found.record.fields.get("environment") else ("blank-environment-any",)
        return replace(match, notes=notes)

    def admit(  # noqa: PLR0913 - the signature is the base's
        self,
        claims: Claims,
        records: Sequence[PublisherRecord],
        package: str,
        as_of: str,
        *,
        attests: bool | None = None,  # noqa: ARG002 - NuGet.org takes no attestations
        first: bool = False,
    ) -> Match:
        """What the policy covers: its patterns, and whether it may create new packages."""
        match = self.match(claims, records, package, as_of)
        if match.status is not MatchStatus.MATCHED or match.record is None:
            return match
        patterns = match.record.fields.get("subjects", "").split() or ["*"]
        scopes = match.record.fields.get("scopes", "")
        if _covered(patterns, package) and not (first and "push-version" in scopes):
            return match
        return replace(match, status=MatchStatus.REFUSED, signature="nuget-403", notes=())

    def _candidate(self, record: PublisherRecord, claims: Claims) -> Candidate:
        fields = self.fields(record.provider)
        read = _github if record.provider == "github" else _gitlab
        return Candidate(record, tuple(read(record, fields, claims)))


def _github(
    record: PublisherRecord, fields: Mapping[str, FormField], claims: Claims
) -> Iterable[Comparison]:
    owner, name = known_parts(claims.known("repository"), split_repository)
    called = claims.known("job_workflow_ref")
    yield compare(fields["repository_owner"], record, "repository_owner", owner)
    yield compare(fields["repository"], record, "repository", name)
    for key in _IDS:
        yield from pinned(record, claims, key, key)
    slug = f"{record.fields.get('repository_owner', '')}/{record.fields.get('repository', '')}"
    folder = f"{slug}/{WORKFLOWS}/"
    yield _in_folder(folder, called)
    file = UNKNOWN if called is None else called[len(folder) :].partition("@")[0]
    yield compare(fields["workflow_file"], record, "job_workflow_ref", file)
    yield compare(fields["environment"], record, "environment", claims.get("environment"))


def _in_folder(folder: str, called: str | None) -> Comparison:
    """Whether the called workflow is of the policy's own repository."""
    equal = None if called is None else called.lower().startswith(folder.lower())
    name = "job_workflow_ref"
    value = UNKNOWN if called is None else called
    return Comparison(name, "Called workflow", folder, name, value, CASELESS, equal)


def _gitlab(
    record: PublisherRecord, fields: Mapping[str, FormField], claims: Claims
) -> Iterable[Comparison]:
    namespace, project = known_parts(claims.known("project_path"), split_project)
    yield compare(fields["namespace_path"], record, "project_path", namespace)
    yield compare(fields["project_path"], record, "project_path", project)
    if record.fields.get("ref"):
        yield compare(fields["ref"], record, "ref", claims.get("ref"))
        kind = ("ref_type", claims.get("ref_type"))
        yield compare_values("ref_type", "Ref type", "branch", kind, EXACT)
    yield compare(fields["environment"], record, "environment", claims.get("environment"))


def _refused(match: Match) -> Match:
    """The reason of the nearest policy, as far as the server discloses it."""
    record = match.record
    differing = {item.field: item for item in match.differing}
    told = [(signature, differing[name]) for name, signature in _DISCLOSED if name in differing]
    if record is None or not told or len(differing) > _disclosed(differing):
        user = record.fields.get("user", "") if record else ""
        return replace(match, signature="nuget-no-policy", variables=(("user", user),))
    signature, found = told[0]
    actual = "" if isinstance(found.claim_value, Unset | None) else found.claim_value
    variables = {
        "policy": record.fields.get("policy_name", ""),
        "expected": found.record_value,
        "actual": actual,
    }
    return replace(match, signature=signature, variables=tuple(variables.items()))


def _disclosed(differing: Mapping[str, Comparison]) -> int:
    return sum(name in differing for name, _ in _DISCLOSED)


def _covered(patterns: Iterable[str], package: str) -> bool:
    return any(_globbed(pattern.lower(), package.lower()) for pattern in patterns)


def _globbed(pattern: str, text: str) -> bool:
    """Whether `text` fits `pattern`, in which ``*`` stands for any stretch."""
    head, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    *middle, tail = rest
    if not text.startswith(head) or not text.endswith(tail) or len(text) < len(head) + len(tail):
        return False
    at, end = len(head), len(text) - len(tail)
    for part in middle:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


REGISTRY = Nuget()
