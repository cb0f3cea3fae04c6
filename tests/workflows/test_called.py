"""A called file that holds several uploads runs, for each caller, the one that is meant."""

from __future__ import annotations

from collections import Counter

import pytest

from runbook.case import Case
from runbook.descriptor.load import parse_descriptor
from runbook.finding import Certainty
from runbook.plan import make_plan
from runbook.repository.publish import publications
from runbook.rules.catalog import run
from runbook.simulation.of_plan import composed_repository

HEAD = "runbook: 1\nowner: acme\nrepo: demo\nenvironments: {}\n"
TAG = "production: {by: tag, tags: ['v*']}"
MERGE = "nightly: {by: merge, branches: [main]}"
ONE = f"workflows: {{release.yml: {{releases: {{{TAG}}}}}, _publish.yml: null, _inner.yml: null}}\n"
BOTH = f"workflows: {{release.yml: {{releases: {{{TAG}, {MERGE}}}}}, _publish.yml: null}}\n"
TWO = (
    f"workflows: {{release.yml: {{releases: {{{TAG}}}}}, nightly.yml: {{releases: {{{MERGE}}}}}, "
    "_publish.yml: null}\n"
)


def entry(registry: str, workflow: str, more: str = "") -> str:
    return f"- {{registry: {registry}, package: demo, workflow: [{workflow}]{more}}}\n"


SHAPES = {
    "two registries at once": ONE
    + "registries:\n"
    + entry("pypi", "release.yml, _publish.yml")
    + entry("npm", "release.yml, _publish.yml"),
    "by release": BOTH
    + "registries:\n"
    + entry("pypi", "release.yml, _publish.yml", ", release: production")
    + entry("testpypi", "release.yml, _publish.yml", ", release: nightly"),
    "by calling file": TWO
    + "registries:\n"
    + entry("pypi", "release.yml, _publish.yml")
    + entry("testpypi", "nightly.yml, _publish.yml"),
    "with other permissions": TWO
    + "registries:\n"
    + entry("npm", "release.yml, _publish.yml")
    + entry("crates-io", "nightly.yml, _publish.yml")
    + entry("rubygems", "release.yml, _publish.yml", ", client: release-gem"),
    "through a file between": ONE
    + "registries:\n"
    + entry("pypi", "release.yml, _inner.yml, _publish.yml")
    + entry("npm", "release.yml, _inner.yml, _publish.yml")
    + entry("crates-io", "release.yml, _publish.yml"),
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_each_upload_happens_once_and_in_its_own_release(text: str) -> None:
    plan = make_plan(parse_descriptor(HEAD + text, "runbook.yaml"))
    repository = composed_repository(plan)
    found = publications(repository)
    planned = Counter((item.registry, item.workflow, item.job) for item in plan.publications)
    assert Counter((item.registry, item.workflow, item.uploading_job) for item in found) == planned
    assert not any(item.dead or item.certainty is Certainty.POSSIBLE for item in found)
    by = {item.registry: {start.event for start in item.starts} for item in found}
    assert all(len(events) == 1 for events in by.values())
    case = Case(plan, as_of="2026-11-21", repository=repository)
    errors = [
        item.code
        for checked in run(case)
        for item in getattr(checked.outcome, "findings", ())
        if item.severity.value == "error"
    ]
    assert errors == []


def test_a_lone_upload_needs_no_choice() -> None:
    text = HEAD + ONE + "registries:\n" + entry("pypi", "release.yml, _publish.yml")
    files = composed_repository(make_plan(parse_descriptor(text, "runbook.yaml"))).workflows
    assert not any("inputs" in item.text for item in files)


def test_the_choice_follows_the_release() -> None:
    plan = make_plan(parse_descriptor(HEAD + SHAPES["by release"], "runbook.yaml"))
    starts = {item.registry: item.starts[0] for item in publications(composed_repository(plan))}
    assert (starts["pypi"].tags, starts["pypi"].branches) == (("v*",), ())
    assert (starts["testpypi"].tags, starts["testpypi"].branches) == ((), ("main",))
