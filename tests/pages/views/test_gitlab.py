from __future__ import annotations

import re
from fnmatch import fnmatchcase

import pytest

from runbook.descriptor.load import parse_descriptor
from runbook.pages.views.gitlab import approvals_exist, schedules, tag_rules, tag_wildcard
from runbook.plan import make_plan

DESCRIPTOR = """\
runbook: 1
owner: acme
repo: demo
forge: {kind: gitlab}
workflows:
  .gitlab-ci.yml:
    releases:
      production: {by: tag, tags_matching: '^v[0-9]+', example: v1}
      nightly: {by: schedule, cron: '0 3 * * *'}
environments: {}
registries:
  - registry: pypi
    package: demo
    workflow: .gitlab-ci.yml
    release: production
    environment: null
  - registry: testpypi
    package: demo
    workflow: .gitlab-ci.yml
    release: nightly
    environment: null
"""


@pytest.mark.parametrize(
    ("expression", "wildcard", "tag"),
    [
        (r"^v\d+\.\d+\.\d+$", "v*", "v1.2.3"),
        (r"^release/v\d+", "release/v*", "release/v1"),
        (r"^demo\.v\d", "demo.v*", "demo.v1"),
        (r"^v?\d+", "*", "1.0"),
        (r"^va*1", "v*", "v1"),
        (r"^v1|^w1", "*", "w1"),
        (r"v\d", "*", "demo-v1"),
        (r"^\d+", "*", "1"),
        (r"^latest$", "latest", "latest"),
    ],
)
def test_a_wildcard_covers_the_tags_of_the_expression(
    expression: str, wildcard: str, tag: str
) -> None:
    assert tag_wildcard(expression) == wildcard
    assert re.search(expression, tag)
    assert fnmatchcase(tag, wildcard)


@pytest.mark.parametrize(
    ("tier", "exist"), [("free", False), ("premium", True), ("ultimate", True), (None, None)]
)
def test_the_plan_says_whether_anybody_approves(tier: str | None, exist: bool | None) -> None:
    text = DESCRIPTOR.replace(
        "kind: gitlab", f"kind: gitlab, tier: {tier}" if tier else "kind: gitlab"
    )
    assert approvals_exist(make_plan(parse_descriptor(text, "runbook.yaml")).project) is exist


def test_tags_and_schedules_of_the_releases() -> None:
    plan = make_plan(parse_descriptor(DESCRIPTOR, "runbook.yaml"))
    assert tag_rules(plan) == (("v*", "^v[0-9]+", "production"),)
    ((release, command),) = schedules(plan)
    assert release.name == "nightly"
    assert command == (
        "glab schedule create --cron '0 3 * * *' --cronTimeZone UTC --description nightly "
        "--ref main\n"
    )
