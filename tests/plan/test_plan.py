from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runbook.descriptor.load import parse_descriptor
from runbook.model.origin import OriginKind
from runbook.model.publication import Auth
from runbook.model.record import RecordState
from runbook.model.step import StepKind
from runbook.plan import make_plan, slug_of

if TYPE_CHECKING:
    from runbook.model.plan import Plan

HEAD = "runbook: 1\nowner: acme\nrepo: demo\n"
TAGGED = "workflows: {release.yml: {releases: {production: {by: tag, tags: ['v*']}}}}\n"


def plan(text: str) -> Plan:
    return make_plan(parse_descriptor(HEAD + text, "runbook.yaml"))


def test_the_common_case_derives_everything_else() -> None:
    made = plan(
        TAGGED
        + "environments: {pypi: {tags: ['v*']}}\n"
        + "registries: [{registry: pypi, package: demo, workflow: release.yml}]\n"
    )
    (item,) = made.publications
    assert (item.key, item.job, item.environment) == (
        "pypi/demo@production",
        "publish-pypi",
        "pypi",
    )
    assert (item.auth, item.client) == (Auth.OIDC, "gh-action-pypi-publish")
    assert item.origin_of("environment").kind is OriginKind.DERIVED
    assert item.origin_of("job").kind is OriginKind.DERIVED
    assert dict(made.records[0].fields) == {
        "owner": "acme",
        "repository": "demo",
        "workflow_filename": "release.yml",
        "environment": "pypi",
    }
    assert made.registries() == ("pypi",)


@pytest.mark.parametrize(
    ("registry", "expected"), [("pypi", "_publish.yml"), ("crates-io", "release.yml")]
)
def test_which_file_of_a_call_path_is_registered(registry: str, expected: str) -> None:
    made = plan(
        "workflows:\n"
        "  release.yml: {releases: {production: {by: tag, tags: ['v*']}}}\n"
        "  _publish.yml: {}\n"
        "environments: {}\n"
        "registries:\n"
        f"- {{registry: {registry}, package: demo, workflow: [release.yml, _publish.yml]}}\n"
    )
    assert made.records[0].fields["workflow_filename"] == expected


def test_one_record_serves_packages_that_share_a_job() -> None:
    made = plan(
        TAGGED
        + "environments: {}\n"
        + "registries:\n"
        + "- {registry: pypi, package: a, workflow: release.yml, environment: null, job: upload}\n"
        + "- {registry: pypi, package: b, workflow: release.yml, environment: null, job: upload}\n"
    )
    (record,) = made.records
    assert record.packages == ("a", "b")


def test_derived_jobs_of_one_file_have_names_of_their_own() -> None:
    made = plan(
        TAGGED
        + "environments: {one: {}, two: {}}\n"
        + "registries:\n"
        + "- {registry: pypi, package: a, workflow: release.yml, environment: one}\n"
        + "- {registry: pypi, package: b, workflow: release.yml, environment: two}\n"
        + "- {registry: pypi, package: B, workflow: release.yml, environment: null}\n"
    )
    assert [item.job for item in made.publications] == [
        "publish-pypi",
        "publish-pypi-b",
        "publish-pypi-2",
    ]
    assert len({item.key for item in made.publications}) == 3


def test_an_entry_without_a_release_uploads_in_every_release_that_uploads() -> None:
    made = plan(
        "workflows: {release.yml: {releases: {a: {by: tag, tags: ['v*']}, b: {by: dispatch},"
        " c: {by: dispatch, inputs: {dry: true}, uploads: false}}}}\n"
        "environments: {}\n"
        "registries: [{registry: pypi, package: demo, workflow: release.yml}]\n"
    )
    assert [item.release for item in made.publications] == ["a", "b"]
    assert {item.job for item in made.publications} == {"publish-pypi"}


def test_new_packages_of_a_workspace_are_planned_beside_the_others() -> None:
    made = plan(
        TAGGED
        + "environments: {}\n"
        + "registries:\n"
        + '- {registry: npm, workflow: release.yml, packages: {workspace: "p/*", new: [a]}}\n'
    )
    (item,) = made.publications
    assert (item.packages, item.new) == (("p/*", "a"), ("a",))
    assert made.records[0].packages == ("a",), "no record names a pattern"


def test_a_first_publication_needs_a_pending_record_or_a_hand() -> None:
    made = plan(
        TAGGED
        + "environments: {}\n"
        + "registries:\n"
        + "- {registry: pypi, package: a, workflow: release.yml, first: true}\n"
        + "- {registry: crates-io, package: b, workflow: release.yml, first: true}\n"
    )
    assert made.records[0].state is RecordState.PENDING
    first = [step for step in made.steps if step.kind is StepKind.FIRST_PUBLISH]
    assert [step.publications for step in first] == [("crates-io/b@production",)]


def test_every_step_comes_after_what_it_depends_on() -> None:
    made = plan(
        TAGGED
        + "environments: {pypi: {tags: ['v*']}}\n"
        + "registries: [{registry: pypi, package: demo, workflow: release.yml, replaces: TOKEN}]\n"
    )
    done: set[str] = set()
    for step in made.steps:
        assert set(step.after) <= done, step.id
        done.add(step.id)
    kinds = [step.kind for step in made.steps]
    assert kinds.index(StepKind.CREATE_ENVIRONMENT) < kinds.index(StepKind.WRITE_WORKFLOW)
    assert kinds.index(StepKind.WRITE_WORKFLOW) < kinds.index(StepKind.REGISTER_PUBLISHER)
    assert kinds[-1] is StepKind.REMOVE_SECRET


def test_look_ups_of_a_plan() -> None:
    made = plan(TAGGED + "environments: {PyPI: {}}\nregistries: []\n")
    assert made.environment("pypi") is made.environments[0]
    assert made.environment("other") is None
    assert made.release("production") is made.releases[0]
    assert made.of_release("production") == ()
    assert slug_of(made.project) == "demo"
