"""What goes wrong on GitLab is seen where it happens, and told in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runbook.case import Case
from runbook.descriptor.load import parse_descriptor
from runbook.model.origin import UNKNOWN
from runbook.model.timeline import Result
from runbook.plan import make_plan
from runbook.registries.catalog import get
from runbook.simulation.faults import Fault, event_with, faulty
from runbook.simulation.faults_gitlab import GITLAB_FAULTS
from runbook.simulation.of_release import event_of
from runbook.simulation.run import deciding_step, simulate

AS_OF = "2026-11-21"
DESCRIPTOR = """\
runbook: 1
owner: acme/platform
repo: demo
forge: {kind: gitlab, tier: premium}
workflows:
  .gitlab-ci.yml:
    releases:
      production: {by: tag, tags_matching: '^v[0-9]+', example: v1.2.3}
environments: {upload: {reviewers: [team:acme/release]}}
registries:
  - registry: REGISTRY
    package: demo
    workflow: .gitlab-ci.yml
    client: CLIENT
    environment: upload
"""
CLIENTS = {"pypi": "uv", "npm": "npm", "crates-io": "cargo"}
IMPOSSIBLE = {
    "pypi": {"first-version"},
    "npm": {"token-beside", "other-package", "stale-pending"},
    "crates-io": {"other-package", "stale-pending", "need-absent"},
}
UNSEEN = {
    "crates-io": {"id-token-renamed", "token-beside"},
    "npm": {"token-beside", "first-version"},
}
"""What does no harm: the script names its variable, npm tries the identity before a token."""


def case_of(registry: str) -> Case:
    text = DESCRIPTOR.replace("REGISTRY", registry).replace("CLIENT", CLIENTS[registry])
    return Case(make_plan(parse_descriptor(text, "runbook.yaml")), AS_OF)


@pytest.mark.parametrize("registry", CLIENTS)
@pytest.mark.parametrize("fault", GITLAB_FAULTS, ids=lambda fault: fault.id)
def test_a_fault_ends_the_release_as_it_says(fault: Fault, registry: str) -> None:
    case = case_of(registry)
    ((key, found),) = case.planned.keyed()
    event = event_of(case.plan.project, case.plan.releases[0])
    assert simulate(case.planned, event, AS_OF).endings[0].result is Result.WAITING
    broken = faulty(case.planned, key, fault)
    if broken is None:
        assert fault.id in IMPOSSIBLE[registry]
        return
    timeline = simulate(broken, event_with(fault, event), AS_OF)
    (ending,) = timeline.endings
    if ending.result is Result.WAITING:
        assert fault.id in UNSEEN[registry]
        return
    assert ending.result is fault.result
    step = deciding_step(timeline, ending)
    assert step is not None
    assert step.reason
    if step.message:
        printed = {item.id: item for item in get(found.registry).data.signatures}
        assert fault.cause in printed[step.signature].causes
        assert printed[step.signature].forge in {"", "gitlab"}
        assert "{" not in step.message
    else:
        assert fault.fix


def test_faults_have_stable_names() -> None:
    assert len({fault.id for fault in GITLAB_FAULTS}) == len(GITLAB_FAULTS)


@pytest.mark.parametrize("fault", GITLAB_FAULTS, ids=lambda fault: fault.id)
def test_what_nobody_knows_cannot_be_broken_by_accident(fault: Fault) -> None:
    given = replace(case_of("pypi").planned, records=UNKNOWN, environments=UNKNOWN)
    ((key, _),) = given.keyed()
    broken = faulty(given, key, fault)
    assert broken is None or (broken.records is UNKNOWN and broken.environments is UNKNOWN)
