"""What is known besides the message decides among the causes that share it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from diagnosed import context, said

from runbook.diagnosis.context import Context
from runbook.diagnosis.model import Confidence, Verdict
from runbook.model.forge import ForgeKind
from runbook.model.publication import Auth
from runbook.repository.read import read_repository

if TYPE_CHECKING:
    from pathlib import Path

NO_MATCH = (
    "* `invalid-publisher`: valid token, but no corresponding publisher "
    "(Publisher with matching claims was not found)\n"
)
NPM_404 = "npm error code E404\nnpm error 404 Not Found - PUT https://registry.npmjs.org/demo\n"


def claims(**more: str) -> str:
    values = {
        "repository": "acme/demo",
        "repository_owner": "acme",
        "workflow_ref": "acme/demo/.github/workflows/release.yml@refs/tags/v1",
        "job_workflow_ref": "acme/demo/.github/workflows/release.yml@refs/tags/v1",
        "environment": "pypi",
        **more,
    }
    return "".join(f"* `{name}`: `{value}`\n" for name, value in values.items())


@pytest.mark.parametrize(
    ("fields", "cause", "shown"),
    [
        (
            {"workflow_filename": "publish.yml"},
            "workflow-filename-mismatch",
            ("publish.yml", "release.yml", ""),
        ),
        (
            {"workflow_filename": "release.yaml"},
            "workflow-filename-mismatch",
            ("release.yaml", "release.yml", "extension"),
        ),
        ({"environment": "release"}, "environment-mismatch", ("release", "pypi", "")),
        ({"owner": "old-acme"}, "owner-renamed", ("old-acme", "acme", "")),
        ({"repository": "old-demo"}, "repo-renamed", ("old-demo", "demo", "")),
        ({"repository": "Demo"}, "owner-case-mismatch", ("Demo", "demo", "case")),
        ({"repository": "demo "}, "repo-renamed", ("demo ", "demo", "white space")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_confirmed_record_names_the_field(
    fields: dict[str, str], cause: str, shown: tuple[str, str, str]
) -> None:
    found = said(NO_MATCH + claims(), context(record=fields))
    assert (found.verdict, found.cause) == (Verdict.CAUSE, cause)
    assert found.confidence is Confidence.LIKELY
    assert found.difference is not None
    difference = found.difference
    assert (difference.record_value, difference.claim_value, difference.near) == shown


def test_a_missing_environment_against_the_record() -> None:
    found = said(NO_MATCH + claims(environment="MISSING"), context(record={}))
    assert found.cause == "environment-missing-in-workflow"
    assert "environment: pypi" in found.fix[0]


def test_without_a_dump_the_plan_says_what_the_token_holds() -> None:
    found = said(NO_MATCH, context(environment=None, record={"environment": "release"}))
    assert found.cause == "environment-missing-in-workflow"


def test_two_differing_fields_decide_nothing() -> None:
    fields = {"owner": "other", "workflow_filename": "publish.yml"}
    found = said(NO_MATCH + claims(), context(record=fields))
    assert found.verdict is Verdict.UNDECIDED
    assert {item.cause for item in found.candidates[:2]} == {
        "owner-renamed",
        "workflow-filename-mismatch",
    }


def test_a_matching_record_leaves_only_the_unlikely_and_decides_nothing() -> None:
    found = said(NO_MATCH + claims(), context(record={}))
    assert found.verdict is Verdict.UNDECIDED
    assert found.candidates[0].cause not in ("workflow-filename-mismatch", "owner-renamed")


def test_the_plan_alone_points_without_deciding() -> None:
    found = said(
        NO_MATCH
        + claims(
            workflow_ref="acme/demo/.github/workflows/old.yml@refs/tags/v1",
            job_workflow_ref="acme/demo/.github/workflows/old.yml@refs/tags/v1",
        ),
        context(),
    )
    assert found.verdict is Verdict.UNDECIDED
    assert found.candidates[0].cause == "workflow-filename-mismatch"
    assert found.confidence is Confidence.LIKELY


def test_a_record_that_names_the_caller_means_a_reusable_workflow() -> None:
    path = ("release.yml", "acme/shared/.github/workflows/publish.yml")
    found = said(NO_MATCH, context(path=path, record={"workflow_filename": "release.yml"}))
    assert found.cause == "reusable-workflow"


def test_npm_compares_the_calling_file() -> None:
    known = context(
        "npm", path=("release.yml", "_publish.yml"), record={"workflow_filename": "publish.yml"}
    )
    assert said(NPM_404, known).cause == "workflow-filename-mismatch"


@pytest.mark.parametrize(
    ("log", "observed", "cause"),
    [
        (NO_MATCH, {"publisher-record": "none"}, "no-publisher-configured"),
        (NPM_404, {"npm-version": "10.9.2"}, "npm-too-old"),
        (NPM_404, {"npm-version": "11.5"}, None),
        (NPM_404, {"npm-version": "10"}, "npm-too-old"),
        (NPM_404, {"package-exists": "no"}, "first-publish-required"),
        (
            "docker: Error response from daemon: manifest unknown",
            {"action-pin": "tag"},
            "action-pinned-to-tag-object-sha",
        ),
        (
            "docker: Error response from daemon: manifest unknown",
            {"action-pin": "commit"},
            "container-image-pull",
        ),
        (
            "HTTPError: 403 Forbidden\nInvalid or non-existent authentication information.",
            {"credential": "expired"},
            "token-expired",
        ),
        (
            "No matching trust policy owned by user 'acme' was found.",
            {"policy-creator": "ann"},
            "nuget-user-not-policy-creator",
        ),
        (
            "No matching trust policy owned by user 'ann' was found.",
            {"policy-creator": "Ann"},
            None,
        ),
    ],
    ids=lambda value: str(value)[-40:],
)
def test_an_answer_decides(log: str, observed: dict[str, str], cause: str | None) -> None:
    registry = "npm" if log is NPM_404 else "nuget" if "policy" in log else "pypi"
    found = said(log, context(registry, observed=observed))
    assert found.cause == cause


def test_an_answer_that_was_given_is_not_asked_again() -> None:
    found = said(NO_MATCH, context(observed={"publisher-record": "matches"}))
    assert found.decider is None or found.decider.name != "publisher-record"


@pytest.mark.parametrize(
    ("more", "cause"),
    [
        ({"sub": "repo:acme@1/demo@2:environment:pypi"}, "immutable-subject-claim"),
        ({"sub": "repo:acme/demo:job_workflow_ref:x"}, "custom-subject-claim"),
        ({"sub": "enterprise:acme"}, "custom-subject-claim"),
    ],
    ids=str,
)
def test_odd_claims_point(more: dict[str, str], cause: str) -> None:
    found = said(f"{NO_MATCH}{claims(**more)}")
    supported = {c for item in found.evidence for c in item.supports if not item.signature}
    assert cause in supported


def test_an_event_nobody_may_publish_on_is_the_cause() -> None:
    found = said(f"{NO_MATCH}{claims(event_name='pull_request_target')}")
    assert found.cause == "event-not-allowed"
    old = f"2025-01-01T00:00:00Z {NO_MATCH}{claims(event_name='pull_request_target')}"
    assert said(old).cause is None


def test_a_pull_request_points_to_a_fork() -> None:
    log = "the ACTIONS_ID_TOKEN_REQUEST_TOKEN environment variable was unset\n" + claims(
        ref="refs/pull/7/merge"
    )
    assert said(log).candidates[0].cause == "pull-request-from-fork"


def test_a_stored_token_in_the_plan_points_to_its_secret() -> None:
    log = "the ACTIONS_ID_TOKEN_REQUEST_TOKEN environment variable was unset\n"
    found = said(log, context(auth=Auth.TOKEN, replaces="PYPI_TOKEN"))
    assert found.candidates[0].cause == "token-secret-empty-falls-back-to-oidc"
    assert any("PYPI_TOKEN" in item.text for item in found.evidence)


def test_a_first_publication_points_to_it() -> None:
    found = said(NPM_404, context("npm", first=True))
    assert found.candidates[0].cause == "first-publish-required"


def test_a_called_workflow_of_another_repository_points_to_it() -> None:
    path = ("release.yml", "acme/shared/.github/workflows/publish.yml")
    assert said(NO_MATCH, context(path=path)).candidates[0].cause == "reusable-workflow"


def test_a_composite_action_in_the_plan_points_to_it() -> None:
    log = "docker: Error response from daemon: manifest unknown"
    found = said(log, context(via=".github/actions/publish"))
    assert found.candidates[0].cause == "nested-composite"


def test_the_policys_user_is_the_owner() -> None:
    log = "No matching trust policy owned by user 'Acme' was found."
    found = said(log, context("nuget"))
    assert found.candidates[0].cause == "nuget-user-not-policy-creator"


def test_the_index_comes_from_the_plan_when_the_log_does_not_say() -> None:
    assert said(NO_MATCH, context("testpypi")).registry == "testpypi"


UNSET = "the ACTIONS_ID_TOKEN_REQUEST_TOKEN environment variable was unset\n"
WORKFLOW = """\
on: {push: {tags: ["v*"]}}
permissions: {top}
jobs:
  publish:
    runs-on: ubuntu-latest
    {job}
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
        with: {inputs}
"""


PASSED = '{password: "${{ secrets.PYPI }}"}'


@pytest.mark.parametrize(
    ("filled", "cause"),
    [
        (("{}", "environment: pypi", "{}"), "missing-id-token-permission"),
        (
            ("{id-token: write}", "permissions: {contents: read}", "{}"),
            "permissions-overridden-at-job",
        ),
        (
            ("{contents: read}", "permissions: {contents: read}", "{}"),
            "missing-id-token-permission",
        ),
        (("{}", "permissions: {id-token: write}", "{}"), "pull-request-from-fork"),
        (("{}", "permissions: {}", PASSED), "token-secret-empty-falls-back-to-oidc"),
    ],
    ids=["missing", "overridden", "missing in both", "granted", "secret"],
)
def test_the_checkout_decides(tmp_path: Path, filled: tuple[str, str, str], cause: str) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    text = WORKFLOW
    for hole, value in zip(("{top}", "{job}", "{inputs}"), filled, strict=True):
        text = text.replace(hole, value)
    (folder / "release.yml").write_text(text)
    known = context()
    assert known.case is not None
    seen = Context(replace(known.case, repository=read_repository(tmp_path)))
    assert said(UNSET, seen).candidates[0].cause == cause


@pytest.mark.parametrize("called", [True, False], ids=["called", "composite"])
def test_where_the_upload_stands_is_seen_in_the_checkout(tmp_path: Path, *, called: bool) -> None:
    upload = "      - uses: pypa/gh-action-pypi-publish@release/v1\n"
    head = "on: {push: {tags: ['v*']}}\njobs:\n  publish:\n"
    if called:
        files = {
            ".github/workflows/release.yml": f"{head}    uses: ./.github/workflows/up.yml\n",
            ".github/workflows/up.yml": "on: workflow_call\njobs:\n  up:\n"
            "    runs-on: ubuntu-latest\n    permissions: {id-token: write}\n"
            f"    steps:\n{upload}",
        }
    else:
        step = "    runs-on: ubuntu-latest\n    steps:\n      - uses: ./.github/actions/up\n"
        files = {
            ".github/workflows/release.yml": f"{head}{step}",
            ".github/actions/up/action.yml": "name: up\nruns:\n  using: composite\n"
            f"  steps:\n{upload}",
        }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    known = context()
    assert known.case is not None
    seen = Context(replace(known.case, repository=read_repository(tmp_path)))
    log = NO_MATCH if called else "docker: Error response from daemon: manifest unknown"
    supported = {
        c for item in said(log, seen).evidence for c in item.supports if not item.signature
    }
    assert ("reusable-workflow" if called else "nested-composite") in supported


def test_npms_answer_names_the_package() -> None:
    log = (
        "npm error code E404\n"
        "npm error 404 Not Found - PUT https://registry.npmjs.org/@acme%2fdemo - Not found"
    )
    assert "/package/@acme/demo/access" in said(log).fix[0]


def test_a_question_the_log_answers_is_not_asked() -> None:
    log = f"npm verbose oidc OIDC token exchange error - package not found\n{NPM_404}"
    found = said(log)
    assert found.decider is not None
    assert found.decider.name == "publisher-record"


def test_the_repository_npm_wants_fills_the_steps() -> None:
    log = (
        'package.json: "repository.url" is "x", expected to match '
        '"https://github.com/acme/demo" from provenance'
    )
    assert "git+https://github.com/acme/demo.git" in said(log).fix[0]


def test_on_gitlab_the_plan_makes_no_claims_of_its_own() -> None:
    known = context(record={"workflow_filename": "other.yml"})
    assert known.case is not None
    plan = known.case.plan
    project = replace(plan.project, forge=ForgeKind.GITLAB)
    there = Context(replace(known.case, plan=replace(plan, project=project)))
    assert said(NO_MATCH, there).cause is None


def test_on_gitlab_the_steps_name_the_file_the_pipeline_starts_from() -> None:
    path = (".gitlab-ci.yml", "ci/publish.yml")
    known = context(path=path, observed={"publisher-record": "none"})
    assert known.case is not None
    plan = known.case.plan
    project = replace(plan.project, forge=ForgeKind.GITLAB)
    there = replace(known, case=replace(known.case, plan=replace(plan, project=project)))
    assert "pipeline file .gitlab-ci.yml, environment pypi" in said(NO_MATCH, there).fix[0]
