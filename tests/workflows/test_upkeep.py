"""The files that keep pages true hold to what makes them harmless, whatever the project is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from judges import ask
from strategies import valid

from runbook import __version__
from runbook.descriptor.load import parse_descriptor
from runbook.forges.github.semantics.filters import selects
from runbook.forges.github.syntax.read import read_workflow
from runbook.model.forge import ForgeKind
from runbook.plan import make_plan
from runbook.repository.memory import MemoryCheckout
from runbook.repository.model import Repository
from runbook.repository.publish import publications
from runbook.repository.read import read_workflows
from runbook.source import parse_yaml, to_python
from runbook.workflows.compose import compose
from runbook.workflows.gitlab_upkeep import FILE, entry_file, entry_head
from runbook.workflows.upkeep import CHECK, CHECK_JOB, PAGES, upkeep

if TYPE_CHECKING:
    from pathlib import Path

    from runbook.forges.github.syntax.model import Job, Workflow
    from runbook.model.plan import Plan

HEAD = "runbook: 1\nowner: acme\nrepo: demo\n"
EMPTY = "workflows: {}\nenvironments: {}\nregistries: []\n"
MANY = settings(max_examples=60, suppress_health_check=list(HealthCheck))
FOLDER = ".github/workflows/"


def plan_of(text: str, file: str = "runbook.yaml") -> Plan:
    return make_plan(parse_descriptor(text, file))


def data(text: str, path: str = "x.yml") -> dict[str, Any]:
    tree = parse_yaml(text, path)
    assert not tree.problems
    found: dict[str, Any] = to_python(tree.root)
    return found


def writes(job: Job) -> set[str]:
    assert job.permissions is not None
    return {name for name, access in job.permissions.scopes.items() if access.value == "write"}


def hold(workflow: Workflow) -> None:
    """What holds for every workflow of these."""
    assert not workflow.problems
    assert workflow.permissions is not None
    assert not workflow.permissions.scopes
    assert not {trigger.event for trigger in workflow.triggers} - {
        *("pull_request", "push", "workflow_dispatch")
    }
    assert "secrets." not in workflow.text
    for job in workflow.jobs.values():
        for step in job.steps:
            assert step.run is None or "${{" not in step.run.value
            if step.uses:
                assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step.uses.text)


@given(valid())
@MANY
def test_only_the_deployment_may_write_and_it_runs_nothing_of_the_project(text: str) -> None:
    plan = plan_of(text)
    made = upkeep(plan)
    if plan.project.forge is ForgeKind.GITLAB:
        (jobs,) = (data(text, path) for path, text in made.items())
        assert set(jobs).isdisjoint(item.job for item in plan.publications)
        assert ["pages" in job for job in jobs.values()] == [False, True]
        assert not any({"id_tokens", "secrets", "environment"} & set(job) for job in jobs.values())
        return
    assert not set(made) & set(compose(plan))
    checking, publishing = (read_workflow(text, path) for path, text in made.items())
    hold(checking)
    hold(publishing)
    assert [writes(job) for job in checking.jobs.values()] == [set()]
    assert {name: writes(job) for name, job in publishing.jobs.items()} == {
        "build": set(),
        "deploy": {"pages", "id-token"},
    }
    (step,) = publishing.jobs["deploy"].steps
    assert step.uses is not None
    assert step.uses.action == "actions/deploy-pages"


@given(valid())
@MANY
def test_nothing_in_them_is_taken_for_an_upload(text: str) -> None:
    plan = plan_of(text)
    if plan.project.forge is ForgeKind.GITHUB:
        checkout = MemoryCheckout("upkeep", upkeep(plan))
        workflows = tuple(read_workflows(checkout, []))
        assert len(workflows) == 2
        assert not publications(Repository(checkout.label, checkout, workflows=workflows))


@given(valid())
@MANY
def test_the_pages_follow_their_own_branch_and_sources(text: str) -> None:
    plan = plan_of(text)
    if plan.project.forge is ForgeKind.GITLAB:
        return
    ((path, made),) = list(upkeep(plan).items())[1:]
    push = data(made)["on"]["push"]
    assert selects(push["branches"], plan.project.default_branch)
    assert not selects(push["branches"], f"{plan.project.default_branch}x")
    assert selects(push["paths"], path)


def test_the_version_that_composes_is_the_one_that_runs() -> None:
    for forge in ("", "forge: {kind: gitlab}\n"):
        (*_, text) = upkeep(plan_of(HEAD + forge + EMPTY)).values()
        assert f"pip install runbook-compiler=={__version__}\n" in text


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("/somewhere/runbook.yaml", ["runbook check", "runbook sync --check"]),
        (
            "runbook-tools.yaml",
            [
                "runbook check runbook-tools.yaml",
                "runbook sync --check --descriptor runbook-tools.yaml",
            ],
        ),
        ("$(touch hit).yaml", ["runbook check", "runbook sync --check"]),
    ],
    ids=["usual", "own name", "no plain name"],
)
def test_commands_name_a_descriptor_that_is_not_found_by_itself(
    file: str, expected: list[str]
) -> None:
    made = upkeep(plan_of(HEAD + "forge: {kind: gitlab}\n" + EMPTY, file))[FILE]
    assert data(made)["runbook-check"]["script"][1:] == expected


def test_a_release_keeps_its_files_and_jobs() -> None:
    release = "{releases: {production: {by: tag, tags: ['v*']}}}"
    plan = plan_of(
        f"{HEAD}workflows: {{{CHECK}: {release}, {PAGES}: null}}\nenvironments: {{}}\n"
        f"registries: [{{registry: pypi, package: demo, workflow: [{CHECK}, {PAGES}]}}]\n"
    )
    assert list(upkeep(plan)) == [f"{FOLDER}own-{CHECK}", f"{FOLDER}own-{PAGES}"]


GITLAB = (
    HEAD
    + "forge: {kind: gitlab}\nenvironments: {}\n"
    + "workflows: {ci/tags.yml: {releases: {production: {by: tag, tags_matching: '^v'}}}}\n"
)
ENTRY = "registries: [{{registry: pypi, package: demo, job: {job}, workflow: {workflow}}}]\n"


def test_a_pipeline_takes_the_jobs_in_and_starts_for_them_and_its_releases() -> None:
    plan = plan_of(GITLAB + ENTRY.format(job="upload", workflow="[ci/tags.yml, ci/publish.yml]"))
    assert entry_file(plan) == "ci/tags.yml"
    head = data(entry_head(plan))
    composed = data(compose(plan)["ci/tags.yml"])
    assert head["include"] == [*composed["include"], {"local": f"/{FILE}"}]
    assert head["workflow"]["rules"][:1] == composed["workflow"]["rules"]
    assert [item["if"] for item in head["workflow"]["rules"][1:]] == [
        '$CI_PIPELINE_SOURCE == "merge_request_event"',
        "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH",
    ]
    assert {job["stage"] for job in data(upkeep(plan)[FILE]).values()} <= set(composed["stages"])


def test_a_pipeline_that_releases_nothing_starts_from_the_usual_file() -> None:
    assert entry_file(plan_of(HEAD + "forge: {kind: gitlab}\n" + EMPTY)) == ".gitlab-ci.yml"


def test_a_job_of_the_same_name_stays_the_uploads() -> None:
    plan = plan_of(GITLAB + ENTRY.format(job="runbook-pages", workflow="ci/tags.yml"))
    assert list(data(upkeep(plan)[FILE])) == ["runbook-check", "runbook-pages-2"]


def test_a_ruleset_can_require_the_check_by_its_name() -> None:
    made = upkeep(plan_of(HEAD + EMPTY))[FOLDER + CHECK]
    (job,) = data(made)["jobs"].values()
    assert job["name"] == CHECK_JOB
    assert data(made)["on"] == {"pull_request": None}  # no filter: a required check always reports


@pytest.mark.judges
@pytest.mark.parametrize("workflow", ["ci/tags.yml", "[ci/tags.yml, ci/publish.yml]"])
def test_gitlab_takes_what_a_pipeline_begins_with(workflow: str, tmp_path: Path) -> None:
    plan = plan_of(GITLAB + ENTRY.format(job="upload", workflow=workflow))
    root = ask.write_tree(tmp_path, {**upkeep(plan), "head.yml": entry_head(plan)})
    files = [root / FILE, root / "head.yml"]
    assert ask.schema("vendor.gitlab-ci", files) == []
    files[0].write_text(files[0].read_text().replace("publish:", "folder:"))
    assert len(ask.schema("vendor.gitlab-ci", files)) == 1
