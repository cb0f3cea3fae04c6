"""Permissions and claims hold for every vector."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml
from vector_data import Vector, section

from runbook.forges.github.semantics.calls import called_ref
from runbook.forges.github.semantics.claims import TokenRequest, subject, token_claims
from runbook.forges.github.semantics.permissions import (
    DefaultPolicy,
    Grant,
    default_grant,
    effective,
    excesses,
    top_level,
    written,
)
from runbook.forges.github.syntax.read import read_workflow
from runbook.forges.github.syntax.uses import parse_uses
from runbook.model.identity import Identity
from runbook.source import Position, Span

if TYPE_CHECKING:
    from runbook.forges.github.syntax.model import Uses, Workflow

STEPS = {"runs-on": "x", "steps": [{"run": "y"}]}
HERE = Span("a.yml", Position(1, 1), Position(1, 1))


def with_permissions(root: object, job: object) -> Workflow:
    body = {"on": "push", "jobs": {"job": {**STEPS}}}
    if root is not None:
        body["permissions"] = root
    if job is not None:
        body["jobs"]["job"]["permissions"] = job
    return read_workflow(yaml.safe_dump(body), ".github/workflows/a.yml")


@pytest.mark.parametrize("vector", section("permissions"))
def test_permissions(vector: Vector) -> None:
    workflow = with_permissions(vector["workflow"], vector["job"])
    grant = top_level(workflow.permissions, workflow.jobs["job"].permissions)
    if vector["id_token"] == "invalid":  # noqa: S105 - a level, not a secret
        assert workflow.problems
        assert not grant.can_request_token
    else:
        assert workflow.problems == ()
        assert grant.level("id-token") == vector["id_token"]


def ceiling(vector: Vector) -> Grant:
    workflow = with_permissions(vector.get("caller_workflow"), vector.get("caller_job"))
    explicit = effective(workflow.permissions, workflow.jobs["job"].permissions)
    policy = DefaultPolicy.READ
    if str(vector.get("default_policy", "read")).startswith("write"):
        policy = DefaultPolicy.WRITE
    return explicit or default_grant(policy, trusted=vector.get("same_owner", True))


@pytest.mark.parametrize("vector", section("nested_permissions"))
def test_nested_permissions(vector: Vector) -> None:
    called = with_permissions(vector.get("called_workflow"), vector.get("called_job"))
    asked = [called.permissions, called.jobs["job"].permissions]
    limit = ceiling(vector)
    found = [excesses(effective(None, item), limit) for item in asked if item is not None]
    assert any(found) is (vector["expect"] == "error")
    quoted = re.search(
        r"requesting '([^']+)', but is only allowed '([^']+)'", vector.get("note", "")
    )
    if quoted:
        assert quoted.groups() in [written(item) for item in found]


def identity(vector: Vector) -> Identity:
    """The repository of a vector; what it leaves unsaid of owner and ids stands in its `sub`."""
    said = vector["sub"]
    owner = vector.get("owner") or _value(said, "repository_owner") or "octo-org"
    ids = re.search(r"repo:[^/@]+@(\d+)/[^:@]+@(\d+)", said)
    named = re.match(r"repo:([^/@:]+)(?:@\d+)?/([^:@]+)", said)
    return Identity(
        named[1] if named else owner,
        named[2] if named else "octo-repo",
        owner_id=ids[1] if ids else _value(said, "repository_owner_id"),
        repo_id=ids[2] if ids else _value(said, "repository_id"),
        visibility=_value(said, "repository_visibility") or "private",
        immutable_sub=ids is not None,
        subject_keys=tuple(vector.get("include_claim_keys") or ()),
    )


def _value(said: str, key: str) -> str | None:
    hit = re.search(rf"(?:^|:){key}:([^:]+)", said)
    return hit[1] if hit else None


@pytest.mark.parametrize("vector", section("oidc_sub"))
def test_subject(vector: Vector) -> None:
    called = _job_workflow(vector["sub"])
    request = TokenRequest(
        vector.get("event", "push"),
        vector.get("ref", "refs/heads/main"),
        vector.get("workflow", ".github/workflows/release.yml"),
        vector.get("environment"),
        called,
    )
    assert subject(identity(vector), request) == vector["sub"]


def _job_workflow(said: str) -> str:
    hit = re.search(r"job_workflow_ref:([^:]+)", said)
    return hit[1] if hit else ""


@pytest.mark.parametrize("vector", section("workflow_refs"))
def test_workflow_refs(vector: Vector) -> None:
    repository, path, ref = _parted(vector["workflow_ref"])
    owner, repo = repository.split("/")
    called = called_ref(uses, f"{owner}/{repo}", ref) if (uses := _uses(vector["case"])) else ""
    claims = token_claims(
        Identity(owner, repo), TokenRequest("push", ref, path, job_workflow=called), "x"
    )
    assert claims.known("workflow_ref") == vector["workflow_ref"]
    assert claims.known("job_workflow_ref") == vector["job_workflow_ref"]


def _uses(case: str) -> Uses | None:
    """The called workflow file of a case; an action is none."""
    hit = re.search(r"calls (?:[^/]*? )?(\S+\.ya?ml(?:@\S+)?)", case)
    if hit is None or "action.y" in hit[1]:
        return None
    return parse_uses(hit[1] if "/" in hit[1] else f"./.github/workflows/{hit[1]}", HERE, "job")


def _parted(workflow_ref: str) -> tuple[str, str, str]:
    path, _, ref = workflow_ref.partition("@")
    owner, repo, rest = path.split("/", 2)
    return f"{owner}/{repo}", rest, ref
