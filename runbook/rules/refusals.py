"""What stops a release on its way to the registry, by the stage at which it stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.finding import Certainty
from runbook.model.timeline import Stage, Verdict
from runbook.registries.catalog import get
from runbook.repository.members import ecosystem_of, is_workspace
from runbook.rules.ask import uploading
from runbook.rules.duplicates import duplicates
from runbook.rules.manifests import own_manifests
from runbook.rules.open_gates import beyond_gates
from runbook.rules.places import job_place, record_place, sources_of, upload_places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.case import Case
    from runbook.finding import Finding
    from runbook.model.comparison import Comparison
    from runbook.model.publication import Publication
    from runbook.model.record import PublisherRecord
    from runbook.model.release import Release
    from runbook.model.timeline import TimelineStep
    from runbook.rules.base import Rule


@dataclass(frozen=True, slots=True)
class Refusal:
    """A step that stops a publication of a release."""

    release: Release
    step: TimelineStep

    @property
    def registry(self) -> str:
        """The id of the registry, from the publication's key."""
        return self.step.publication.partition("/")[0]

    @property
    def package(self) -> str:
        """The package, from the publication's key."""
        return self.step.publication.partition("/")[2].rpartition("@")[0]


def refusals(case: Case, *stages: Stage) -> list[Refusal]:
    """Every stop at one of the stages, over all releases that upload; equal ones once.

    What stops an upload that another workflow makes a second time is left out: RB102 names it.
    What a registry would say to an upload that nobody planned is known only where a record of
    that registry is.
    """
    found: dict[tuple[str, ...], Refusal] = {}
    planned = {item.key for item in case.plan.publications if not _is_unnamed(case, item)}
    for release in uploading(case):
        twice = {item.key for item in duplicates(case, release)}
        for step in beyond_gates(case, release).steps:
            stops = step.verdict is Verdict.STOPS and step.stage in stages
            if step.publication not in planned and not _of_known_record(step):
                continue
            if stops and step.publication not in twice:
                same = step.message or step.reason
                key = (step.workflow, step.job, step.publication, step.environment, same)
                found.setdefault(key, Refusal(release, step))
    return list(found.values())


def _is_unnamed(case: Case, item: Publication) -> bool:
    """Whether a workspace has no packages by name: nobody looked, or RB701 says so."""
    looked = own_manifests(case, ecosystem_of(item.registry))
    return is_workspace(item.packages[0]) and (case.repository is None or bool(looked))


def _of_known_record(step: TimelineStep) -> bool:
    """Whether a stop of an unplanned upload can be judged: before the registry, or by a record."""
    if step.match is None:
        return True
    return step.stage is Stage.EXCHANGE and step.match.record is not None


def matches(case: Case, stage: Stage = Stage.EXCHANGE) -> list[Refusal]:
    """Every exchange (or other stage) that succeeds, as evidence."""
    return [
        Refusal(release, step)
        for release in uploading(case)
        for step in beyond_gates(case, release).steps
        if step.verdict is Verdict.GOES and step.stage is stage
    ]


def differing(refusal: Refusal, *sources: str) -> list[tuple[Comparison, PublisherRecord]]:
    """The comparisons that failed in the nearest record, of form fields with these sources."""
    match = refusal.step.match
    if match is None or match.record is None:
        return []
    source = sources_of(match.record)
    return [(item, match.record) for item in match.differing if source.get(item.field) in sources]


def mismatch(
    rule: Rule, refusal: Refusal, item: Comparison, record: PublisherRecord, case: Case
) -> Finding:
    """A finding for one field that differs between the record and the repository."""
    name = get(refusal.registry).data.name
    claimed = item.claim_value if isinstance(item.claim_value, str) else ""
    near = f" ({item.near})" if item.near else ""
    return rule.finding(
        f"{name} will refuse {refusal.package}: the record's {item.label} is "
        f"{item.record_value or 'empty'}, the job has {claimed or 'none'}{near}",
        job_place(case, refusal, item.field),
        record_place(record, refusal.package),
        found=claimed or "none",
        expected=item.record_value or "empty",
        certainty=Certainty.CERTAIN,
        fix=f"{rule.fix} {_to_change(case, item)}",
        publications=(refusal.step.publication,),
    )


def refused(rule: Rule, case: Case, refusal: Refusal, ends: str) -> Finding:
    """A finding for what a registry answers of its own; `ends` says how it answers."""
    name = get(refusal.registry).data.name
    return rule.finding(
        f"{name} {ends} {refusal.package}: {refusal.step.message or refusal.step.reason}",
        *upload_places(case, refusal),
        fix=known_fix(refusal),
        publications=(refusal.step.publication,),
    )


def known_fix(refusal: Refusal) -> str | None:
    """What the registry's data say to do about the message with which it ends."""
    signatures = get(refusal.registry).data.signatures
    said = next((one for one in signatures if one.id == refusal.step.signature), None)
    return said.fix if said and said.fix else None


def _to_change(case: Case, item: Comparison) -> str:
    """Every record with the same value: a rename breaks them all, and they change one by one."""
    same = [one for one in case.known_records if one.fields.get(item.field) == item.record_value]
    listed = [f"{get(one.registry).data.name} {name}" for one in same for name in one.packages]
    return f"Records with {item.record_value or 'this blank'}: {_few(listed)}."


def _few(names: Iterable[str], limit: int = 20) -> str:
    listed = list(dict.fromkeys(names))
    more = f" and {len(listed) - limit} more" if len(listed) > limit else ""
    return ", ".join(listed[:limit]) + more
