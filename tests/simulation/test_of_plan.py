"""What a plan composes is what a reader of the composed files finds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from strategies import consistent

from runbook.descriptor.load import parse_descriptor
from runbook.finding import Certainty
from runbook.model.forge import ForgeKind
from runbook.model.release import StartedBy
from runbook.plan import make_plan
from runbook.repository.publish import publications
from runbook.simulation.of_plan import composed_repository

if TYPE_CHECKING:
    from runbook.model.found import FoundPublication
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.model.release import Release

EVENTS = {
    StartedBy.TAG: "push",
    StartedBy.MERGE: "push",
    StartedBy.DISPATCH: "workflow_dispatch",
    StartedBy.SCHEDULE: "schedule",
    StartedBy.RELEASE: "release",
}
many = settings(max_examples=150, suppress_health_check=list(HealthCheck))


def planned(item: Publication) -> tuple[object, ...]:
    via = f"composite:{item.via}/action.yml" if item.via else ""
    where = (item.workflow, item.call_path[-1], item.job, via)
    return (item.registry, *where, item.environment, item.auth)


def read(item: FoundPublication) -> tuple[object, ...]:
    via = item.via if item.via.startswith("composite:") else ""
    where = (item.workflow, item.uploading_workflow, item.uploading_job, via)
    assert item.environment.known
    return (item.registry, *where, item.environment.value, item.auth)


def plan_of(text: str) -> Plan:
    return make_plan(parse_descriptor(text, "runbook.yaml"))


@many
@given(consistent())
def test_composed_files_are_read_back_as_the_plan(text: str) -> None:
    plan = plan_of(text)
    if plan.project.forge is not ForgeKind.GITHUB:
        return
    found = publications(composed_repository(plan))
    assert Counter(map(read, found)) == Counter(map(planned, plan.publications))
    assert not any(item.dead or item.certainty is Certainty.POSSIBLE for item in found)


@many
@given(consistent())
def test_composed_files_start_as_the_releases_do(text: str) -> None:
    plan = plan_of(text)
    if plan.project.forge is not ForgeKind.GITHUB:
        return
    releases = {item.workflow: item for item in plan.releases}
    for item in publications(composed_repository(plan)):
        (start,) = item.starts
        assert (start.event, start.tags, start.branches) == started(releases[item.workflow])


def started(release: Release) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    tags = release.tags if release.by is StartedBy.TAG else ()
    branches = release.branches if release.by is StartedBy.MERGE else ()
    return EVENTS[release.by], tags, branches
