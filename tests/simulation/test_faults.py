from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from simulated import AS_OF, RELEASE, record, tag, uploads, world

from runbook.forges.github.catalog import signatures
from runbook.model.origin import UNKNOWN
from runbook.model.timeline import Result
from runbook.registries import catalog
from runbook.simulation.faults import FAULTS, Fault, event_with, faulty
from runbook.simulation.run import deciding_step, simulate

if TYPE_CHECKING:
    from runbook.simulation.world import World

CALLED = """\
on: workflow_call
jobs:
  publish:
    runs-on: ubuntu-latest
    environment: pypi
    permissions: {id-token: write}
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1  # upload pypi demo
"""
CALLER = """\
on: {push: {tags: ["v*"]}}
jobs:
  ship:
    permissions: {id-token: write}
    uses: ./.github/workflows/_publish.yml
"""


def calling() -> World:
    path = ".github/workflows/_publish.yml"
    (found,) = uploads(path, CALLED, top=".github/workflows/release.yml")
    found = replace(found, job="ship", with_={"attestations": "false"})
    return world(
        ("release.yml", CALLER),
        ("_publish.yml", CALLED),
        publications=(found,),
        records=(record(workflow_filename="_publish.yml"),),
    )


def crates() -> World:
    return world(RELEASE.replace("pypi demo", "crates-io demo"), records=(record("crates-io"),))


WORLDS = {"pypi": world, "crates-io": crates, "called": calling}
IMPOSSIBLE = {
    "pypi": {"caller-ceiling", "first-version"},
    "crates-io": {"caller-ceiling", "composite", "windows", "other-package", "stale-pending"},
    "called": {"first-version", "workflow-renamed", "permission-overridden"},
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
@pytest.mark.parametrize("name", WORLDS)
def test_a_fault_is_refused_with_a_message_that_allows_its_cause(name: str, fault: Fault) -> None:
    sound = WORLDS[name]()
    ((key, found),) = sound.keyed()
    assert simulate(sound, tag(), AS_OF).endings[0].result is Result.PUBLISHED
    broken = faulty(sound, key, fault)
    assert (broken is None) is (fault.id in IMPOSSIBLE[name])
    if broken is None:
        return
    timeline = simulate(broken, event_with(fault, tag()), AS_OF)
    assert timeline.endings[0].publication == key
    assert timeline.endings[0].result is Result.REFUSED
    step = deciding_step(timeline, timeline.endings[0])
    assert step is not None
    registry = {item.id: item for item in catalog.get(found.registry).data.signatures}
    printed = (registry | signatures())[step.signature]
    assert step.message
    assert fault.cause in printed.causes


def test_faults_have_stable_names() -> None:
    assert len({fault.id for fault in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_what_nobody_knows_cannot_be_broken_by_accident(fault: Fault) -> None:
    given = world(records=UNKNOWN, environments=UNKNOWN)
    ((key, _),) = given.keyed()
    broken = faulty(given, key, fault)
    assert broken is None or (broken.records is UNKNOWN and broken.environments is UNKNOWN)
