"""One composite action may serve callers that upload to different places."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from runbook.descriptor.load import parse_descriptor
from runbook.plan import make_plan
from runbook.workflows.compose import compose

HEAD = """\
runbook: 1
owner: acme
repo: demo
{more}
workflows:
  release.yml: {{releases: {{production: {{by: tag, tags: ["v*"]}}}}}}
environments: {{release: {{tags: ["v*"]}}}}
registries:
"""
ENTRY = (
    "  - {{registry: {0}, package: {1}, workflow: release.yml, environment: release,"
    " client: {2}, job: {1}-{0}, via: .github/actions/publish}}\n"
)
ACTION = ".github/actions/publish/action.yml"
WORKFLOW = ".github/workflows/release.yml"


def composed(*entries: tuple[str, str, str], more: str = "") -> tuple[dict[str, Any], list[Any]]:
    """The action, and the last step of each publishing job in the order of the entries."""
    text = HEAD.format(more=more) + "".join(ENTRY.format(*entry) for entry in entries)
    files = compose(make_plan(parse_descriptor(text, "runbook.yaml")))
    jobs = yaml.safe_load(files[WORKFLOW])["jobs"]
    calls = [jobs[f"{package}-{registry}"] for registry, package, _ in entries]
    return yaml.safe_load(files[ACTION]), calls


def test_callers_that_do_the_same_pass_nothing() -> None:
    action, jobs = composed(("pypi", "one", "uv"), ("pypi", "two", "uv"))
    assert "inputs" not in action
    assert [job["steps"][-1] for job in jobs] == [
        {"name": "Publish", "uses": "$/.github/actions/publish"}
    ] * 2


def test_callers_that_differ_say_where_to() -> None:
    action, jobs = composed(("pypi", "demo", "uv"), ("testpypi", "demo", "uv"))
    assert [job["steps"][-1]["with"] for job in jobs] == [{"to": "pypi"}, {"to": "testpypi"}]
    assert action["inputs"]["to"]["required"] is True
    install, *publish = action["runs"]["steps"]
    assert "if" not in install
    assert [(step["if"], "test.pypi.org" in step["run"]) for step in publish] == [
        ("inputs.to == 'pypi'", False),
        ("inputs.to == 'testpypi'", True),
    ]


def test_callers_of_different_length_keep_their_own_steps() -> None:
    action, _ = composed(("pypi", "demo", "uv"), ("testpypi", "demo", "twine"))
    conditions = [step.get("if") for step in action["runs"]["steps"]]
    assert conditions.count("inputs.to == 'pypi'") == 2
    assert conditions.count("inputs.to == 'testpypi'") == 3


def test_callers_of_one_registry_are_told_apart_by_their_publication() -> None:
    action, jobs = composed(("pypi", "one", "uv"), ("pypi", "two", "twine"))
    keys = [job["steps"][-1]["with"]["to"] for job in jobs]
    assert keys == ["pypi/one@production", "pypi/two@production"]
    assert action["runs"]["steps"][0]["if"] == f"inputs.to == '{keys[0]}'"


@pytest.mark.parametrize(
    ("more", "uses", "first"),
    [
        ("", "$/.github/actions/publish", "Fetch what the build stored"),
        (
            "forge: {host: git.acme.example}",
            "./.github/actions/publish",
            "Check out the sources",
        ),
    ],
    ids=["github.com finds its own", "elsewhere it is checked out"],
)
def test_where_the_action_is_found(more: str, uses: str, first: str) -> None:
    _, (job,) = composed(("pypi", "demo", "uv"), more=more)
    assert (job["steps"][0]["name"], job["steps"][-1]["uses"]) == (first, uses)
    assert ("contents" in job["permissions"]) == (first == "Check out the sources")


def test_what_publishes_from_sources_checks_them_out() -> None:
    _, (job,) = composed(("crates-io", "demo", "cargo"))
    assert job["steps"][0]["name"] == "Check out the sources"
    assert job["permissions"] == {"contents": "read", "id-token": "write"}
