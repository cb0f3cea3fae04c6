"""Where a descriptor says `auth: token`, what is composed passes a secret and asks for no token."""

from __future__ import annotations

import pytest
import yaml

from runbook.descriptor.load import parse_descriptor
from runbook.finding import Certainty
from runbook.plan import make_plan
from runbook.registries.catalog import all_registries
from runbook.repository.publish import publications
from runbook.simulation.of_plan import composed_repository
from runbook.workflows.compose import compose

CASES = [
    (registry.data.id, client.id)
    for registry in all_registries()
    for client in registry.data.clients
    if client.stored
]
SHAPES = {
    "plain": "release.yml",
    "called": "[release.yml, _publish.yml]",
    "twice called": "[release.yml, _inner.yml, _publish.yml]",
}
stored = pytest.mark.parametrize(("registry", "client"), CASES)


def descriptor(registry: str, client: str, workflow: str, more: str) -> str:
    names = workflow.strip("[]").split(", ")
    called = "".join(f"  {name}: {{}}\n" for name in names[1:])
    return (
        "runbook: 1\nowner: acme\nrepo: demo\nenvironments: {gate: {}}\nworkflows:\n"
        "  release.yml: {releases: {production: {by: tag, tags: ['v*']}}}\n"
        f"{called}registries:\n- {{registry: {registry}, package: '{package(registry)}', "
        f"workflow: {workflow}, client: {client}, auth: token, {more}}}\n"
    )


def package(registry: str) -> str:
    return "acme.demo" if registry == "open-vsx" else "@acme/demo" if registry == "jsr" else "demo"


@stored
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("environment", ["gate", "null"])
def test_it_is_read_back_as_a_secret(
    registry: str, client: str, shape: str, environment: str
) -> None:
    more = f"environment: {environment}"
    plan = make_plan(
        parse_descriptor(descriptor(registry, client, SHAPES[shape], more), "runbook.yaml")
    )
    (found,) = [
        item for item in publications(composed_repository(plan)) if item.registry == registry
    ]
    assert found.auth == "token"
    assert found.certainty is not Certainty.POSSIBLE
    assert not any("id-token" in text for text in compose(plan).values())


@stored
def test_a_called_file_is_handed_what_no_environment_gives_it(registry: str, client: str) -> None:
    def files(environment: str) -> dict[str, str]:
        more = f"environment: {environment}, replaces: MY_SECRET"
        text = descriptor(registry, client, SHAPES["twice called"], more)
        return compose(make_plan(parse_descriptor(text, "runbook.yaml")))

    bare = {path: yaml.safe_load(text) for path, text in files("null").items()}
    for name in ("_inner.yml", "_publish.yml"):
        call = bare[f".github/workflows/{name}"][True]["workflow_call"]
        assert call == {"secrets": {"MY_SECRET": {"required": True}}}
    passed = {"MY_SECRET": "${{ secrets.MY_SECRET }}"}
    for name in ("release.yml", "_inner.yml"):
        jobs = bare[f".github/workflows/{name}"]["jobs"].values()
        assert [job["secrets"] for job in jobs if "uses" in job] == [passed]
    gated = files("gate")
    assert not any("  secrets:" in text for text in gated.values())


def test_on_gitlab_a_variable_takes_the_place_of_the_id_token() -> None:
    head = "runbook: 1\nforge: {kind: gitlab}\nowner: acme\nrepo: demo\n"
    text = (
        head + "workflows:\n  .gitlab-ci.yml:\n"
        "    releases: {production: {by: tag, tags_matching: '^v'}}\n"
        "environments: {}\nregistries:\n"
        "- {registry: pypi, package: demo, workflow: .gitlab-ci.yml, client: uv, auth: token}\n"
        "- {registry: nuget, package: Demo, workflow: .gitlab-ci.yml, auth: token}\n"
    )
    made = compose(make_plan(parse_descriptor(text, "runbook.yaml")))
    jobs = [job for job in yaml.safe_load(made[".gitlab-ci.yml"]).values() if "script" in job]
    scripts = "\n".join(line for job in jobs for line in job["script"])
    assert "uv publish" in scripts
    assert "api/v2/token" not in scripts
    assert not any("id_tokens" in job for job in jobs)
    variables = [job["variables"] for job in jobs if "variables" in job]
    assert variables == [{"UV_PUBLISH_TOKEN": "$PYPI_API_TOKEN"}]  # a name of its own needs none
