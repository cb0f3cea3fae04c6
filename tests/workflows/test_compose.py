from __future__ import annotations

import pytest

from runbook.descriptor.load import parse_descriptor
from runbook.forges.github.syntax.read import read_workflow
from runbook.plan import make_plan
from runbook.workflows.compose import compose
from runbook.workflows.pins import pinned, pins

HEAD = "runbook: 1\nowner: acme\nrepo: demo\n"
TAGGED = "workflows: {release.yml: {releases: {production: {by: tag, tags: ['v*']}}}}\n"


def files(text: str) -> dict[str, str]:
    return compose(make_plan(parse_descriptor(HEAD + text, "runbook.yaml")))


@pytest.mark.parametrize("user", ["{uv}", "{package}", "${uv}", "a b", "{: x }"])
def test_a_value_is_never_filled_again(user: str) -> None:
    made = files(
        TAGGED
        + "environments: {}\n"
        + "registries:\n"
        + "- registry: nuget\n  package: Demo\n  workflow: release.yml\n"
        + f"  form: {{package_owner: acme, user: '{user}'}}\n"
    )
    workflow = read_workflow(made[".github/workflows/release.yml"], ".github/workflows/release.yml")
    steps = workflow.jobs["publish-nuget"].steps
    assert user in [step.with_["user"].value for step in steps if "user" in step.with_]


def test_a_called_workflow_attests_nothing_and_asks_for_no_more_than_its_caller() -> None:
    made = files(
        "workflows:\n"
        "  release.yml: {releases: {production: {by: tag, tags: ['v*']}}}\n"
        "  _publish.yml: {}\n"
        "environments: {pypi: {}}\n"
        "registries: [{registry: pypi, package: demo, workflow: [release.yml, _publish.yml]}]\n"
    )
    assert 'attestations: "false"' in made[".github/workflows/_publish.yml"]
    assert "uses: ./.github/workflows/_publish.yml" in made[".github/workflows/release.yml"]
    assert "id-token: write" in made[".github/workflows/release.yml"]


def test_versions_are_compared_before_anything_is_uploaded() -> None:
    made = files(
        TAGGED
        + "environments: {}\n"
        + "registries: [{registry: pypi, package: demo, workflow: release.yml}]\n"
        + "versions: [{file: pyproject.toml, key: project.version}]\n"
    )
    text = made[".github/workflows/release.yml"]
    assert "needs: [versions, build-python]" in text
    assert 'VERSIONS: \'[["pyproject.toml", "project.version"]]\'' in text


def test_an_action_nobody_vouches_for_is_refused() -> None:
    with pytest.raises(KeyError):
        pinned("somebody/something")


def test_pins_are_commits_with_a_version_and_a_day() -> None:
    for pin in pins().values():
        assert len(pin.commit) == 40
        assert pin.version.startswith("v")
        assert pin.source.startswith("https://github.com/")
        assert len(pin.checked) == 10


def test_a_composite_action_gets_the_secrets_of_its_caller_as_inputs() -> None:
    made = files(
        TAGGED
        + "environments: {hub: {}}\n"
        + "registries: [{registry: dockerhub, package: acme/demo, workflow: release.yml, "
        + "environment: hub, via: .github/actions/publish}]\n"
    )
    action = made[".github/actions/publish/action.yml"]
    assert "secrets." not in action
    assert "password: ${{ inputs.dockerhub-token }}" in action
    caller = made[".github/workflows/release.yml"]
    assert "dockerhub-token: ${{ secrets.DOCKERHUB_TOKEN }}" in caller


@pytest.mark.parametrize(
    ("entry", "stored"),
    [
        ("registry: npm, package: demo", "npm-package"),
        ("registry: npm, packages: [a, b], build: npm-pack-workspaces", "npm-packages"),
        ("registry: nuget, package: Demo, form: {package_owner: acme, user: me}", "nuget-packages"),
        ("registry: rubygems, package: demo, client: gem-push", "gems"),
        ("registry: github-releases, package: demo", "source-archive"),
    ],
)
def test_what_is_uploaded_was_built_and_stored_before(entry: str, stored: str) -> None:
    made = files(TAGGED + f"environments: {{}}\nregistries: [{{workflow: release.yml, {entry}}}]\n")
    workflow = read_workflow(made[".github/workflows/release.yml"], "release.yml")
    *_, build, publish = workflow.jobs.values()
    names = [
        step.with_["name"].value
        for job in (build, publish)
        for step in job.steps
        if step.uses and "-artifact@" in step.uses.text
    ]
    assert names == [stored, stored]


def test_a_release_of_the_forge_carries_what_the_registries_get() -> None:
    made = files(
        TAGGED
        + "environments: {}\n"
        + "registries:\n"
        + "- {registry: pypi, package: demo, workflow: release.yml}\n"
        + "- {registry: npm, package: demo, workflow: release.yml}\n"
        + "- {registry: github-releases, package: demo, workflow: release.yml}\n"
    )
    text = made[".github/workflows/release.yml"]
    assert "archive:" not in text
    assert "needs: [build-python, pack]" in text


@pytest.mark.parametrize("job", ["build-python", "versions"])
def test_an_upload_may_be_called_what_a_job_of_ours_usually_is(job: str) -> None:
    made = files(
        TAGGED
        + "environments: {}\n"
        + f"registries: [{{registry: pypi, package: demo, workflow: release.yml, job: {job}}}]\n"
        + "versions: [{file: pyproject.toml, key: project.version}]\n"
    )
    workflow = read_workflow(made[".github/workflows/release.yml"], "release.yml")
    assert len(workflow.jobs) == 3
    assert job not in [need.value for need in workflow.jobs[job].needs]
    assert {need.value for need in workflow.jobs[job].needs} == set(workflow.jobs) - {job}
