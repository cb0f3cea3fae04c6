"""Token and record compared by the registry's own matcher; the field that differs is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from runbook.diagnosis.context import planned_claims
from runbook.diagnosis.model import Difference, Evidence, Weight
from runbook.model.claims import Claims
from runbook.model.comparison import MatchStatus
from runbook.model.forge import ForgeKind
from runbook.model.origin import Unset
from runbook.registries.compare import near
from runbook.registries.refs import workflow_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runbook.diagnosis.situation import Situation
    from runbook.model.comparison import Comparison, Match
    from runbook.model.publication import Publication
    from runbook.model.record import PublisherRecord
    from runbook.registries.base import Registry

MISMATCHES: Final = (
    "no-publisher-configured",
    "workflow-filename-mismatch",
    "environment-missing-in-workflow",
    "environment-mismatch",
    "owner-renamed",
    "repo-renamed",
    "owner-case-mismatch",
    "reusable-workflow",
)
BY_CLAIM: Final = {
    "repository_owner_id": "owner-renamed",
    "namespace_id": "owner-renamed",
    "job_workflow_ref": "reusable-workflow",
    "event_name": "event-not-allowed",
    "sub": "custom-subject-claim",
}
_VALUES: Final = (
    ("workflow", ("file", "workflow")),
    ("environment", ("environment",)),
    ("value", ("actual", "found", "got")),
)


def said_values(situation: Situation) -> Iterator[Evidence]:
    """Messages that state both values themselves: what was expected, and what came."""
    for hit in situation.hits:
        expected = hit.variables.get("expected")
        for field, names in _VALUES:
            value = next((hit.variables[name] for name in names if name in hit.variables), None)
            if expected is not None and value is not None:
                shown = expected.strip("`'\" .")
                difference = Difference(field, shown, field, value, near(shown, value))
                text = f"the registry expects {shown}, the token says {value}"
                yield Evidence(text, hit.line.number, hit.line.part, difference=difference)
                break


def compared_records(situation: Situation) -> Iterator[Evidence]:
    """What the confirmed records say of the token; without them, what the planned ones do."""
    causes = {cause for hit in situation.hits for cause in hit.signature.causes}
    registry = situation.registry
    if registry is None or not causes & set(MISMATCHES):
        return
    confirmed = situation.context.records(registry.id)
    for publication in situation.publications:
        planned = (publication.record,) if publication.record and situation.dump else ()
        records = confirmed or planned
        claims = _claims(situation, registry, publication)
        if claims is None:
            continue
        match = _match(registry, claims, records, publication.package, situation.date)
        if match is not None:
            yield from _said(situation, match, claims, confirmed=bool(confirmed))
            if match.status is MatchStatus.REFUSED:
                return


def _claims(situation: Situation, registry: Registry, publication: Publication) -> Claims | None:
    """The token of the log; what the log does not show comes from the plan, on GitHub."""
    case, oidc, dump = situation.context.case, registry.data.oidc, situation.dump
    printed = dump.claims() if dump else None
    if case is None or case.plan.project.forge is not ForgeKind.GITHUB:
        return printed
    base = planned_claims(case, publication, oidc.audience if oidc else "")
    if dump is None or printed is None:
        return base
    values = {**base.values}
    for name in dump.absent:
        values.pop(name, None)
    values.update((k, v) for k, v in printed.values.items() if not isinstance(v, Unset))
    if "environment" not in printed.values:
        values.pop("environment", None)
    return Claims(values, {**base.reasons, **printed.reasons})


def _match(
    registry: Registry, claims: Claims, records: Sequence[PublisherRecord], package: str, date: str
) -> Match | None:
    if not records:
        return None
    try:
        return registry.match(claims, records, package, date)
    except NotImplementedError:
        return None


def _said(
    situation: Situation, match: Match, claims: Claims, *, confirmed: bool
) -> Iterator[Evidence]:
    whose = "the confirmed record" if confirmed else "the record the plan wants"
    if match.status is MatchStatus.MATCHED and confirmed:
        yield Evidence(f"{whose} matches the token", excludes=MISMATCHES)
    if match.status is not MatchStatus.REFUSED or match.record is None:
        return
    causes = [cause_of(item, match.record, claims, situation) for item in match.differing]
    sure = confirmed and situation.sure and len(set(causes)) == 1
    for item, cause in zip(match.differing, causes, strict=True):
        difference = _difference(item)
        yield Evidence(
            f"{whose} says {item.label} {_shown(item.record_value)}, "
            f"the token's {item.claim} says {_shown(difference.claim_value)}",
            supports=(cause,) if cause else (),
            weight=Weight.PROVES if sure else Weight.POINTS,
            difference=difference,
        )


def cause_of(
    item: Comparison, record: PublisherRecord, claims: Claims, situation: Situation
) -> str | None:
    """The cause behind one field that differs."""
    if item.field in BY_CLAIM:
        return BY_CLAIM[item.field]
    source = _source(situation, record, item.field)
    value = item.claim_value if isinstance(item.claim_value, str) else ""
    if source == "workflow":
        return _workflow_cause(item, claims)
    if source == "environment":
        return "environment-mismatch" if value else "environment-missing-in-workflow"
    return _repository_cause(item, source, value)


def _repository_cause(item: Comparison, source: str, value: str) -> str | None:
    if item.near == "case":
        return "owner-case-mismatch"
    owners = (item.record_value.partition("/")[0], value.partition("/")[0])
    other_owner = source == "slug" and owners[0].casefold() != owners[1].casefold()
    if source == "owner" or other_owner:
        return "owner-renamed"
    return "repo-renamed" if source in ("repo", "slug") else None


def _workflow_cause(item: Comparison, claims: Claims) -> str:
    """A record that names the other one of the two files of a call is no typing error."""
    files = {
        workflow_file(ref, ref_required=False)
        for name in ("workflow_ref", "job_workflow_ref")
        if (ref := claims.known(name)) is not None
    }
    return "reusable-workflow" if item.record_value in files else "workflow-filename-mismatch"


def _source(situation: Situation, record: PublisherRecord, field: str) -> str:
    registry = situation.registry
    form = registry.form(record.provider, record.state) if registry else None
    fields = form.fields if form else ()
    return next((item.source for item in fields if item.key == field), "")


def _difference(item: Comparison) -> Difference:
    value = item.claim_value if isinstance(item.claim_value, str) else None
    return Difference(item.label, item.record_value, item.claim, value, item.near)


def _shown(value: str | None) -> str:
    return f"`{value}`" if value else "nothing"
