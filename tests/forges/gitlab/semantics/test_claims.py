"""The token says what GitLab's documentation says it does, and no registry misreads it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from runbook.forges.gitlab.semantics.claims import token_claims
from runbook.model.identity import Identity
from runbook.model.origin import UNKNOWN
from runbook.model.timeline import Event, EventKind

PROJECT = Identity("acme/web", "icons", "gitlab.com", visibility="public")
TAG = Event(EventKind.PUSH, "refs/tags/v1")
REGISTRIES = Path(__file__).parents[3] / "registries" / "vectors"


def test_of_a_tag() -> None:
    claims = token_claims(PROJECT, TAG, ".gitlab-ci.yml", "npm", "npm:registry.npmjs.org")
    assert {name: value for name, value in claims.values.items() if value is not UNKNOWN} == {
        "iss": "https://gitlab.com",
        "aud": "npm:registry.npmjs.org",
        "sub": "project_path:acme/web/icons:ref_type:tag:ref:v1",
        "namespace_path": "acme/web",
        "project_path": "acme/web/icons",
        "job_namespace_path": "acme/web",
        "job_project_path": "acme/web/icons",
        "project_visibility": "public",
        "pipeline_source": "push",
        "ref": "v1",
        "ref_type": "tag",
        "ref_path": "refs/tags/v1",
        "ci_config_ref_uri": "gitlab.com/acme/web/icons//.gitlab-ci.yml@refs/tags/v1",
        "environment": "npm",
    }
    open_ = {"ref_protected", "deployment_tier", "environment_protected", "sha", "user_login"}
    assert open_ <= {name for name, value in claims.values.items() if value is UNKNOWN}


def test_without_an_environment() -> None:
    claims = token_claims(PROJECT, TAG, "ci.yml", None, "x")
    assert claims.get("environment") is None
    assert claims.get("deployment_tier") is None
    assert "no environment" in claims.reasons["environment"]


def test_ids_that_are_known() -> None:
    project = Identity("a", "b", "gitlab.example.org", owner_id="1", repo_id="2")
    claims = token_claims(project, TAG, "ci.yml", UNKNOWN, "x")
    assert (claims.get("namespace_id"), claims.get("project_id")) == ("1", "2")
    assert claims.get("environment") is UNKNOWN


@pytest.mark.parametrize(
    ("keys", "sub"),
    [
        (("project_path",), "project_path:a/b"),
        (("project_path", "ref_type"), "project_path:a/b:ref_type:tag"),
        (("project_path", "gone"), UNKNOWN),
    ],
)
def test_a_customised_subject(keys: tuple[str, ...], sub: object) -> None:
    project = Identity("a", "b", "gitlab.com", subject_keys=keys)
    claims = token_claims(project, TAG, "ci.yml", None, "x")
    assert claims.get("sub") == sub
    assert "customised" in claims.reasons["sub"]


def test_of_a_merge_request() -> None:
    event = Event(EventKind.PULL_REQUEST, "refs/pull/1/merge")
    claims = token_claims(PROJECT, event, "ci.yml", None, "x")
    assert claims.get("pipeline_source") == "merge_request_event"
    assert (claims.get("ref"), claims.get("sub")) == (UNKNOWN, UNKNOWN)


def test_of_a_fork_s_merge_request() -> None:
    event = Event(EventKind.PULL_REQUEST, "refs/heads/x", fork=True)
    claims = token_claims(PROJECT, event, "ci.yml", None, "x")
    assert (claims.get("project_path"), claims.get("sub")) == (UNKNOWN, UNKNOWN)
    assert claims.get("job_project_path") == "acme/web/icons"


@pytest.mark.parametrize("path", sorted(REGISTRIES.glob("*_gitlab.yaml")), ids=lambda p: p.stem)
def test_every_claim_that_a_registry_reads_is_there(path: Path) -> None:
    """The claims of the registries' vectors, told of the same project, are the same ones."""
    wanted = yaml.safe_load(path.read_text())["claims"]
    claims = token_claims(PROJECT, TAG, ".gitlab-ci.yml", "x", "x")
    assert wanted.keys() - claims.values.keys() == set()
    uri, said = wanted.get("ci_config_ref_uri"), claims.known("ci_config_ref_uri")
    assert said is not None
    assert uri is None or (uri.count("//"), uri.count("@")) == (said.count("//"), said.count("@"))
