from __future__ import annotations

from dataclasses import replace

import pytest

from runbook.forges.github.semantics.calls import called_path, called_ref
from runbook.forges.github.semantics.claims import TokenRequest, issuer, subject, token_claims
from runbook.forges.github.syntax.uses import parse_uses
from runbook.model.forge import Project
from runbook.model.identity import Identity, identity_of
from runbook.model.origin import UNKNOWN
from runbook.source import Position, Span

HERE = Span("a.yml", Position(1, 1), Position(1, 1))
PATH = ".github/workflows/release.yml"
ME = Identity("acme", "demo", immutable_sub=False)
TAG = TokenRequest("push", "refs/tags/v1", PATH)


@pytest.mark.parametrize(
    ("identity", "request_", "sub"),
    [
        (ME, TAG, "repo:acme/demo:ref:refs/tags/v1"),
        (ME, replace(TAG, environment="a:b"), "repo:acme/demo:environment:a%3Ab"),
        (ME, replace(TAG, environment=UNKNOWN), UNKNOWN),
        (replace(ME, immutable_sub=None), TAG, UNKNOWN),
        (replace(ME, immutable_sub=True), TAG, UNKNOWN),
        (replace(ME, immutable_sub=True, owner_id="1"), TAG, UNKNOWN),
        (
            replace(ME, immutable_sub=True, owner_id="1", repo_id="2"),
            TAG,
            "repo:acme@1/demo@2:ref:refs/tags/v1",
        ),
        (replace(ME, subject_keys=("repo", "context")), TAG, "repo:acme/demo:ref:refs/tags/v1"),
        (replace(ME, subject_keys=("environment",)), TAG, "environment:"),
        (replace(ME, subject_keys=("actor", "ref")), TAG, UNKNOWN),
        (replace(ME, subject_keys=("repository_visibility",)), TAG, UNKNOWN),
        (
            replace(ME, subject_keys=("job_workflow_ref",)),
            TAG,
            f"job_workflow_ref:acme/demo/{PATH}@refs/tags/v1",
        ),
    ],
)
def test_subject(identity: Identity, request_: TokenRequest, sub: object) -> None:
    assert subject(identity, request_) == sub


@pytest.mark.parametrize(
    ("host", "enterprise", "address"),
    [
        ("github.com", "", "https://token.actions.githubusercontent.com"),
        ("github.com", "acme", "https://token.actions.githubusercontent.com/acme"),
        ("acme.ghe.com", "", "https://token.actions.acme.ghe.com"),
        ("git.acme.example", "", "https://git.acme.example/_services/token"),
    ],
)
def test_issuer(host: str, enterprise: str, address: str) -> None:
    assert issuer(host, enterprise) == address
    assert (
        token_claims(replace(ME, host=host, enterprise=enterprise), TAG, "x").known("iss")
        == address
    )


def test_claims_of_a_tag() -> None:
    claims = token_claims(replace(ME, visibility="public"), replace(TAG, self_hosted=False), "pypi")
    assert claims.known("aud") == "pypi"
    assert claims.known("ref_type") == "tag"
    assert claims.known("event_name") == "push"
    assert claims.known("repository") == "acme/demo"
    assert claims.known("repository_visibility") == "public"
    assert claims.known("runner_environment") == "github-hosted"
    assert claims.known("workflow_ref") == claims.known("job_workflow_ref")
    assert claims.get("environment") is None
    assert claims.get("repository_id") is UNKNOWN
    assert claims.known("sub") == "repo:acme/demo:ref:refs/tags/v1"
    assert claims.known("ref") == "refs/tags/v1"
    assert claims.reasons == {
        "workflow_ref": "the file the event started",
        "environment": "absent: the job has no environment",
    }


@pytest.mark.parametrize(
    "claim",
    [
        *("sha", "jti", "actor", "actor_id", "run_id", "run_number", "run_attempt"),
        *("iat", "nbf", "exp", "workflow_sha", "job_workflow_sha"),
    ],
)
def test_what_only_the_run_knows(claim: str) -> None:
    assert token_claims(ME, TAG, "x").get(claim) is UNKNOWN


def test_claims_of_a_branch_with_everything_known() -> None:
    identity = replace(ME, owner_id="1", repo_id="2", subject_keys=("repo", "ref"))
    asked = TokenRequest("push", "refs/heads/x", PATH, "pypi", "o/r/f.yml@main", self_hosted=True)
    claims = token_claims(identity, asked, "x")
    assert claims.known("ref_type") == "branch"
    assert claims.known("environment") == "pypi"
    assert claims.known("repository_id") == "2"
    assert claims.known("repository_owner_id") == "1"
    assert claims.known("runner_environment") == "self-hosted"
    assert claims.known("job_workflow_ref") == "o/r/f.yml@main"
    assert claims.reasons == {
        "workflow_ref": "the file the event started",
        "job_workflow_ref": "the called file, which contains the job",
        "sub": "customised: repo, ref",
    }


def test_a_subject_that_may_carry_ids_says_so() -> None:
    reasons = token_claims(replace(ME, immutable_sub=None), TAG, "x").reasons
    assert reasons["sub"] == "with or without ids: GitHub adds them after 2026-07-15"
    assert (
        token_claims(ME, replace(TAG, self_hosted=UNKNOWN), "x").get("runner_environment")
        is UNKNOWN
    )


@pytest.mark.parametrize(
    ("uses", "path", "ref"),
    [
        (f"./{PATH}", PATH, f"acme/demo/{PATH}@refs/tags/v9"),
        (f"acme/demo/{PATH}@main", PATH, f"acme/demo/{PATH}@refs/heads/main"),
        (f"ACME/demo/{PATH}@v1", PATH, f"ACME/demo/{PATH}@refs/tags/v1"),
        (f"other/demo/{PATH}@v1.2", None, f"other/demo/{PATH}@refs/tags/v1.2"),
        (f"other/demo/{PATH}@master", None, f"other/demo/{PATH}@refs/heads/master"),
        (f"other/demo/{PATH}@refs/heads/x", None, f"other/demo/{PATH}@refs/heads/x"),
        (f"other/demo/{PATH}@{'a' * 40}", None, f"other/demo/{PATH}@{'a' * 40}"),
        (f"other/demo/{PATH}@{'a' * 41}", None, UNKNOWN),
        (f"other/demo/{PATH}@stable", None, UNKNOWN),
    ],
)
def test_called_files(uses: str, path: str | None, ref: object) -> None:
    parsed = parse_uses(uses, HERE, "job")
    assert called_path(parsed, "acme/demo") == path
    assert called_ref(parsed, "acme/demo", "refs/tags/v9") == ref


def test_what_a_descriptor_says_of_a_repository() -> None:
    project = Project("acme", "demo", visibility="public", tier="team", default_branch="trunk")
    found = identity_of(project)
    assert (found.full_name, found.visibility, found.tier) == ("acme/demo", "public", "team")
    assert (found.default_branch, found.immutable_sub) == ("trunk", None)
