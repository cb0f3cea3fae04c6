"""From the token to the package: claims, exchange, upload, and what the attempt leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.errors import RunbookError
from runbook.model.comparison import MatchStatus
from runbook.model.origin import Unset
from runbook.model.publication import Auth
from runbook.model.record import RecordState
from runbook.model.timeline import Stage, Verdict
from runbook.registries import catalog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.model.claims import Claims
    from runbook.model.comparison import Comparison, Match
    from runbook.model.found import FoundPublication
    from runbook.model.record import PublisherRecord
    from runbook.registries.base import Registry
    from runbook.simulation.lane import Lane
    from runbook.simulation.world import World
    from runbook.source import Span

MAX_PACKAGES = 50

_VERDICTS = {
    MatchStatus.MATCHED: Verdict.GOES,
    MatchStatus.REFUSED: Verdict.STOPS,
    MatchStatus.UNKNOWN: Verdict.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One upload with the claims its job has."""

    found: FoundPublication
    registry: Registry
    claims: Claims
    records: tuple[PublisherRecord, ...]
    world: World
    as_of: str

    @property
    def packages(self) -> tuple[str, ...]:
        """What is uploaded; unnamed packages are taken to be those the records cover."""
        if self.found.packages:
            return self.found.packages[:MAX_PACKAGES]
        covered = dict.fromkeys(name for record in self.records for name in record.packages)
        return tuple(covered)[:MAX_PACKAGES] or ("",)

    @property
    def attests(self) -> bool | None:
        """Whether the client uploads attestations; None when it cannot be known."""
        given = self.found.with_.get("attestations", "").lower()
        if given in ("true", "false"):
            return given == "true"
        clients = {client.id: client for client in self.registry.data.clients}
        client = clients.get(self.found.client)
        return None if client is None else client.attests


def registry_of(found: FoundPublication) -> Registry | None:
    """The registry, when it has trusted publishing and we know it."""
    try:
        registry = catalog.get(found.registry)
        known = registry.data.oidc is not None
    except RunbookError:
        return None
    return registry if known else None


def asked_for_trust(lane: Lane, found: FoundPublication) -> Registry | None:
    """The registry that checks a token of the upload; otherwise what happens is noted."""
    if upload_otherwise(lane, found):
        return None
    registry = registry_of(found)
    if registry is None:
        reason = f"how {found.registry} checks a token is not known here"
        lane.note(Stage.EXCHANGE, Verdict.UNKNOWN, found.registry, reason, found.span)
    return registry


def audience_of(registry: Registry) -> str:
    """Whom a token for the registry is for."""
    return registry.data.oidc.audience if registry.data.oidc else ""


def upload_otherwise(lane: Lane, found: FoundPublication) -> bool:
    """Note an upload without trusted publishing; False when it is one with it."""
    span = found.span
    if found.auth is Auth.FORGE_TOKEN:
        reason = "it signs in with the forge's own token, which needs no record"
        lane.note(Stage.UPLOAD, Verdict.GOES, f"upload to {found.registry}", reason, span)
        return True
    if found.auth is Auth.TOKEN:
        secret = f"the secret {found.secret}" if found.secret else "a stored token"
        reason = f"it signs in with {secret}; whether that is valid cannot be seen from here"
        lane.note(Stage.TOKEN, Verdict.UNKNOWN, "stored credential", reason, span)
        return True
    return False


def stop_without_token(
    lane: Lane, reason: str, span: Span | None, said: tuple[str, str], facts: tuple[str, ...]
) -> None:
    """Note that the job has no token for the registry; `said` is what `no_token` answers."""
    signature, message = said
    lane.note(
        Stage.TOKEN,
        Verdict.STOPS,
        "OIDC token",
        reason,
        span,
        message=message,
        signature=signature,
        facts=facts,
    )


def attempt_of(
    found: FoundPublication, registry: Registry, claims: Claims, world: World, as_of: str
) -> Attempt:
    """The upload with the registry's own records."""
    records = () if isinstance(world.records, Unset) else world.records
    mine = tuple(record for record in records if record.registry == found.registry)
    return Attempt(found, registry, claims, mine, world, as_of)


def present(lane: Lane, attempt: Attempt) -> None:
    """Note what the token says, and what the registry makes of it."""
    audience = audience_of(attempt.registry)
    reason = f"the token says who runs what; its audience is {audience}"
    lane.note(Stage.CLAIMS, Verdict.GOES, "claims of the token", reason, claims=attempt.claims)
    play(lane, attempt)


def play(lane: Lane, attempt: Attempt) -> None:
    """Note the exchange, the upload and the effects of an attempt."""
    name = attempt.registry.data.name
    if isinstance(attempt.world.records, Unset):
        reason = "no publisher record was confirmed, so nobody knows what the registry holds"
        lane.note(Stage.EXCHANGE, Verdict.UNKNOWN, f"exchange with {name}", reason)
        return
    matches = [(package, _match(attempt, package)) for package in attempt.packages]
    if not _each(lane, attempt, Stage.EXCHANGE, f"exchange with {name}", matches):
        return
    admitted = [(package, _admit(attempt, package)) for package, _ in matches]
    if _each(lane, attempt, Stage.UPLOAD, f"upload to {name}", admitted):
        _effects(lane, name, matches)


def _match(attempt: Attempt, package: str) -> Match:
    return attempt.registry.match(attempt.claims, attempt.records, package, attempt.as_of)


def _admit(attempt: Attempt, package: str) -> Match:
    return attempt.registry.admit(
        attempt.claims,
        attempt.records,
        package,
        attempt.as_of,
        attests=attempt.attests,
        first=(attempt.found.registry, package) in attempt.world.unborn,
    )


def _each(
    lane: Lane, attempt: Attempt, stage: Stage, title: str, answered: Iterable[tuple[str, Match]]
) -> bool:
    """Note the answers for all packages, equal ones once; False when one of them refuses."""
    answers: dict[tuple[object, ...], tuple[Match, list[str]]] = {}
    for package, match in answered:
        same = (match.status, match.signature, match.variables)
        answers.setdefault(same, (match, []))[1].append(package)
    for match, packages in answers.values():
        _note(lane, attempt, stage, title, (match, packages))
    return not any(match.status is MatchStatus.REFUSED for match, _ in answers.values())


def _note(
    lane: Lane, attempt: Attempt, stage: Stage, title: str, answer: tuple[Match, list[str]]
) -> None:
    match, packages = answer
    record = match.record
    message = ""
    if match.signature is not None:
        message = _message(attempt.registry, match.signature, dict(match.variables))
    lane.note(
        stage,
        _VERDICTS[match.status],
        title,
        _reason(match, stage, packages),
        attempt.found.span if record is None else record.origin.span or attempt.found.span,
        message=message,
        signature=match.signature or "",
        variables=match.variables,
        facts=match.notes,
        claims=attempt.claims if stage is Stage.EXCHANGE else None,
        match=match,
    )


def _message(registry: Registry, identifier: str, variables: dict[str, str]) -> str:
    found = next((item for item in registry.data.signatures if item.id == identifier), None)
    return found.render(variables) if found is not None else ""


def _reason(match: Match, stage: Stage, packages: list[str]) -> str:
    named = ", ".join(package for package in packages if package) or "the packages"
    if match.status is MatchStatus.MATCHED:
        return f"{named}: " + ("a record matches" if stage is Stage.EXCHANGE else "accepted")
    if match.status is MatchStatus.UNKNOWN:
        unknown = [item.label for item in match.comparisons if item.equal is None]
        return f"{named}: it depends on " + (", ".join(unknown) or "what is not known from here")
    differing = "; ".join(_difference(item) for item in match.differing)
    if differing:
        return f"{named}: {differing}"
    return f"{named}: " + ("no record fits" if stage is Stage.EXCHANGE else "not accepted")


def _difference(item: Comparison) -> str:
    said = "nothing" if item.claim_value is None else repr(item.claim_value)
    near = f" ({item.near})" if item.near else ""
    return f"{item.label} is {item.record_value!r} in the record and {said} in the token{near}"


def _effects(lane: Lane, registry: str, matches: Iterable[tuple[str, Match]]) -> None:
    for package, match in matches:
        record = match.record
        if record is None or record.state is not RecordState.PENDING:
            continue
        named = package or "the package"
        reason = f"the pending record becomes an ordinary one, and {named} exists from then on"
        title = f"{registry} creates {named}"
        lane.note(Stage.EFFECT, Verdict.GOES, title, reason, record.origin.span)
