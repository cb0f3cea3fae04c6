"""What stops a release on its way to the registry, by the stage at which it stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.finding import Certainty
from runbook.model.origin import OriginKind
from runbook.model.timeline import Stage, Verdict
from runbook.registries.catalog import get
from runbook.registries.fill import Quote, fill
from runbook.rules.ask import played, uploading
from runbook.rules.base import at_registry, in_file

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Location
    from runbook.model.comparison import Comparison
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
    """Every stop at one of the stages, over all releases that upload; equal ones once."""
    found: dict[tuple[str, ...], Refusal] = {}
    for release in uploading(case):
        for step in played(case, release).steps:
            if step.verdict is Verdict.STOPS and step.stage in stages:
                key = (step.workflow, step.job, step.publication, step.message or step.reason)
                found.setdefault(key, Refusal(release, step))
    return list(found.values())


def matches(case: Case) -> list[Refusal]:
    """Every exchange that succeeds, as evidence."""
    return [
        Refusal(release, step)
        for release in uploading(case)
        for step in played(case, release).steps
        if step.verdict is Verdict.GOES and step.stage is Stage.EXCHANGE
    ]


def differing(refusal: Refusal, *sources: str) -> list[tuple[Comparison, PublisherRecord]]:
    """The comparisons that failed in the nearest record, of form fields with these sources."""
    match = refusal.step.match
    if match is None or match.record is None:
        return []
    forms = [form for form in get(refusal.registry).data.forms
             if form.provider == match.record.provider]  # fmt: skip
    source = {field.key: field.source for form in forms for field in form.fields}
    return [(item, match.record) for item in match.differing if source.get(item.field) in sources]


def mismatch(
    rule: Rule, refusal: Refusal, item: Comparison, record: PublisherRecord, case: Case
) -> Finding:
    """A finding for one field that differs between the record and the repository."""
    name = get(refusal.registry).data.name
    claimed = item.claim_value if isinstance(item.claim_value, str) else ""
    near = f" ({item.near})" if item.near else ""
    place = _job_place(refusal, case)
    return rule.finding(
        f"{name} will refuse {refusal.package}: the record's {item.label} is "
        f"{item.record_value or 'empty'}, the job has {claimed or 'none'}{near}",
        place,
        record_place(record, refusal.package),
        found=claimed or "none",
        expected=item.record_value or "empty",
        certainty=Certainty.CERTAIN,
        publications=(refusal.step.publication,),
    )


def record_place(record: PublisherRecord, package: str) -> Location:
    """The record: where it is written down, and the address of its form."""
    data = get(record.registry).data
    form = next((one for one in data.forms if one.provider == record.provider), None)
    address = fill(form.address, {"package": package}, Quote.URL) if form else None
    seen = f", seen {record.confirmed}" if record.confirmed else ""
    label = f"the publisher record on {data.name}{seen}"
    if record.origin.kind is OriginKind.RECORDED:
        return in_file(record.origin.span, label)
    return at_registry(label, address)


def _job_place(refusal: Refusal, case: Case) -> Location:
    for item in case.found:
        mine = item.registry == refusal.registry and item.uploading_job == refusal.step.job
        if mine and item.job_span is not None:
            return in_file(item.job_span, f"the job {refusal.step.job}")
    return in_file(refusal.step.span, f"the job {refusal.step.job}")
