"""What the simulation prints for a fault leads the diagnosis back to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pytest
from diagnosed import said

from runbook.case import Case
from runbook.descriptor.load import load_descriptor
from runbook.diagnosis.context import Context
from runbook.diagnosis.model import Verdict
from runbook.model.origin import Unset
from runbook.model.timeline import Result
from runbook.plan import make_plan
from runbook.simulation.faults import FAULTS, event_with, faulty
from runbook.simulation.of_release import event_of
from runbook.simulation.run import deciding_step, simulate

if TYPE_CHECKING:
    from pathlib import Path

    from runbook.model.publication import Publication
    from runbook.model.record import PublisherRecord
    from runbook.model.timeline import Timeline, TimelineStep
    from runbook.simulation.faults import Fault

AS_OF = "2026-11-21"
SHOWN = (
    *("sub", "repository", "repository_owner", "repository_owner_id", "workflow_ref"),
    *("job_workflow_ref", "ref", "environment", "event_name"),
)


class Failed(NamedTuple):
    case: Case
    log: str
    records: tuple[PublisherRecord, ...] | None


@pytest.fixture(scope="module", params=["market-data-source", "quilt-mcp-server"])
def example(request: pytest.FixtureRequest, root: Path) -> Case:
    path = root / "examples" / request.param / "runbook.yaml"
    return Case(make_plan(load_descriptor(path)), AS_OF)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_a_fault_comes_back(example: Case, fault: Fault) -> None:
    failed = [found for item in example.plan.publications if (found := fail(example, fault, item))]
    for one in failed:
        alone = said(one.log)
        assert fault.cause in {item.cause for item in alone.candidates}, one.log
        assert alone.cause in (None, fault.cause)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_records_bring_it_back_for_certain_or_leave_it_open(example: Case, fault: Fault) -> None:
    for item in example.plan.publications:
        one = fail(example, fault, item)
        if one is not None and one.records is not None:
            found = said(one.log, Context(replace(one.case, records=one.records)))
            assert found.cause in (None, fault.cause), one.log
            assert found.verdict in (Verdict.CAUSE, Verdict.UNDECIDED)


def fail(case: Case, fault: Fault, item: Publication) -> Failed | None:
    """The log of a release with the fault; None where it cannot be or does no harm."""
    release = case.plan.release(item.release)
    key = case.planned.key_of(item.key)
    world = faulty(case.planned, key, fault) if key in case.planned.keys else None
    if release is None or world is None:
        return None
    event = event_with(fault, event_of(case.plan.project, release))
    timeline = simulate(world, event, AS_OF)
    ending = timeline.ending(key)
    step = deciding_step(timeline, ending) if ending else None
    if ending is None or step is None or ending.result is not Result.REFUSED:
        return None
    records = None if isinstance(world.records, Unset) else world.records
    return Failed(case, log(timeline, step), records)


def log(timeline: Timeline, step: TimelineStep) -> str:
    """The message, and the token's content as the publish action prints it."""
    claims = step.claims or next((one.claims for one in timeline.steps if one.claims), None)
    if claims is None or step.stage.value not in ("exchange", "upload"):
        return step.message
    values = {name: claims.get(name) for name in SHOWN}
    lines = [
        f"* `{name}`: `{'MISSING' if value is None else value}`"
        for name, value in values.items()
        if not isinstance(value, Unset)
    ]
    return "\n".join([step.message, "The claims rendered below are for debugging", *lines])
