"""The two sides of a refusal and where they stand: the upload in its file, the publisher record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.origin import OriginKind
from runbook.registries.catalog import get
from runbook.registries.fill import Quote, fill
from runbook.rules.ask import declared
from runbook.rules.base import at_registry, in_file
from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Location
    from runbook.forges.github.syntax.model import Job, Workflow
    from runbook.model.found import FoundPublication
    from runbook.model.record import PublisherRecord
    from runbook.rules.refusals import Refusal


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


def sources_of(record: PublisherRecord) -> dict[str, str]:
    """What each field of a record is compared with, by the forms of its provider."""
    forms = [one for one in get(record.registry).data.forms if one.provider == record.provider]
    return {field.key: field.source for form in forms for field in form.fields}


def job_place(case: Case, refusal: Refusal, field: str = "") -> Location:
    """The uploading job, or its environment; the publication where nobody looked at files."""
    found = upload_of(case, refusal)
    label = f"the job {refusal.step.job}"
    if case.repository is None:
        own = next(one for one in case.plan.publications if one.key == refusal.step.publication)
        return declared(own, field, "the publication")
    job = None if found is None else job_of(case, found)
    if job is None:
        return in_file(refusal.step.span, label)
    if field == "environment" and job.environment is not None:
        return in_file(job.environment.name.span, f"the environment of {label}")
    return in_file(job.key_span, label)


def upload_places(case: Case, refusal: Refusal) -> list[Location]:
    """The upload step, and the record it was compared with."""
    found = upload_of(case, refusal)
    places = [in_file(found.span if found else refusal.step.span, "the upload")]
    match = refusal.step.match
    if match is not None and match.record is not None:
        places.append(record_place(match.record, refusal.package))
    return places


def job_of(case: Case, found: FoundPublication) -> Job | None:
    """The job of an upload, as it stands in its file."""
    workflow = file_of(case, found)
    return None if workflow is None else workflow.jobs.get(found.uploading_job)


def file_of(case: Case, found: FoundPublication) -> Workflow | None:
    """The file in which an upload stands; the called one where its job is called."""
    return case.world.workflow(file_name(found.uploading_workflow))


def upload_of(case: Case, refusal: Refusal) -> FoundPublication | None:
    """The upload that is stopped, as it was found or planned."""
    return dict(case.world.keyed()).get(refusal.step.publication)
