# ruff: noqa: S106 - id_token is a permission here, not a password
from __future__ import annotations

import pytest

from runbook.forges.github.semantics.permissions import (
    DefaultPolicy,
    Excess,
    Grant,
    default_grant,
    effective,
    excesses,
    granted,
    top_level,
    written,
)
from runbook.forges.github.syntax.model import Permissions, Text
from runbook.forges.github.syntax.permissions import SCOPES
from runbook.source import Position, Span

HERE = Span("a.yml", Position(1, 1), Position(1, 1))


# actions/runner src/Sdk/WorkflowParser/Permissions.cs@258d6c8, ComparisonKeyMapping
REPORTED = """
actions artifact-metadata attestations checks contents deployments discussions issues packages
pages pull-requests repository-projects statuses security-events id-token models
"""


def block(shorthand: str = "", **scopes: str) -> Permissions:
    texts = {name.replace("_", "-"): Text(level, HERE) for name, level in scopes.items()}
    return Permissions(HERE, shorthand, texts)


def grant(**levels: str) -> Grant:
    return granted(block(**levels))


def test_what_is_not_listed_is_none() -> None:
    found = grant(contents="read")
    assert found.level("contents") == "read"
    assert found.level("id-token") == "none"
    assert found.explicit


@pytest.mark.parametrize(
    ("shorthand", "scope", "level"),
    [
        ("read-all", "contents", "read"),
        ("read-all", "id-token", "read"),
        ("read-all", "models", "read"),
        ("read-all", "copilot-requests", "none"),
        ("write-all", "contents", "write"),
        ("write-all", "id-token", "write"),
        ("write-all", "models", "read"),
        ("write-all", "copilot-requests", "write"),
    ],
)
def test_shorthands(shorthand: str, scope: str, level: str) -> None:
    assert granted(block(shorthand)).level(scope) == level


def test_shorthands_name_known_scopes_only() -> None:
    assert set(granted(block("write-all")).levels) == set(SCOPES)
    assert set(granted(block("read-all")).levels) <= set(SCOPES)


@pytest.mark.parametrize("level", ["read", "admin", ""])
def test_a_level_the_scope_does_not_know_grants_nothing(level: str) -> None:
    assert not grant(id_token=level).can_request_token
    assert grant(id_token=level).level("id-token") == "none"


def test_an_unknown_scope_grants_nothing() -> None:
    assert granted(Permissions(HERE, scopes={"id_token": Text("write", HERE)})).levels == {}


@pytest.mark.parametrize(
    ("workflow", "job", "token"),
    [
        (block(id_token="write"), None, True),
        (block(id_token="write"), block(contents="read"), False),
        (block(id_token="write"), block(), False),
        (block(), block(id_token="write"), True),
        (None, block(id_token="write"), True),
        (None, None, False),
        (block("write-all"), None, True),
        (block("read-all"), None, False),
    ],
)
def test_a_job_replaces_the_workflow(
    workflow: Permissions | None, job: Permissions | None, token: bool
) -> None:
    assert top_level(workflow, job).can_request_token is token


def test_nothing_written_is_told_from_nothing_granted() -> None:
    assert effective(None, None) is None
    assert effective(block(), None) == Grant({}, explicit=True)
    assert not top_level(None, None).explicit
    assert top_level(None, None).level("contents") == "read"


def test_a_shorthand_is_explicit() -> None:
    assert granted(block("read-all")).explicit
    assert granted(block("write-all")).explicit


def test_the_settings_are_the_words_of_the_forges_interface() -> None:
    assert [policy.value for policy in DefaultPolicy] == ["read", "write"]


def test_default_policies() -> None:
    limited = {"contents": "read", "packages": "read"}
    assert default_grant(DefaultPolicy.READ) == Grant(limited, explicit=False)
    assert default_grant(None) == Grant(limited, explicit=False)
    assert default_grant(DefaultPolicy.WRITE).can_request_token
    outside = default_grant(DefaultPolicy.WRITE, trusted=False)
    assert outside.level("id-token") == "none"
    assert outside.level("contents") == "write"
    assert not outside.explicit


def test_excesses_come_in_the_forges_order() -> None:
    asked = grant(id_token="write", contents="write", models="read", actions="read")
    found = excesses(asked, grant(contents="read"))
    assert found == (
        Excess("actions", "read", "none"),
        Excess("contents", "write", "read"),
        Excess("id-token", "write", "none"),
        Excess("models", "read", "none"),
    )
    assert written(found) == (
        "actions: read, contents: write, id-token: write, models: read",
        "actions: none, contents: read, id-token: none, models: none",
    )


def test_the_order_is_that_of_the_forges_own_comparison() -> None:
    every = excesses(granted(block("write-all")), grant())
    assert [item.scope for item in every][:16] == REPORTED.split()


def test_scopes_the_forge_added_later_are_compared_too() -> None:
    assert excesses(grant(drives="write"), grant()) == (Excess("drives", "write", "none"),)
    ordered = [item.scope for item in excesses(granted(block("write-all")), grant())]
    assert ordered[:3] == ["actions", "artifact-metadata", "attestations"]
    assert sorted(ordered) == sorted(SCOPES)
    assert ordered.index("security-events") < ordered.index("id-token") < ordered.index("models")


@pytest.mark.parametrize("level", ["none", "read", "write"])
def test_asking_for_what_is_allowed_is_no_excess(level: str) -> None:
    assert excesses(grant(contents=level), grant(contents=level)) == ()
    assert excesses(grant(contents=level), grant(contents="write")) == ()
