from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.errors import InputError
from runbook.live.read import parse_live, read_live
from runbook.model.environment import RefPolicy, Reviewer, ReviewerKind
from runbook.model.origin import UNKNOWN, OriginKind
from runbook.source import MAX_BYTES

if TYPE_CHECKING:
    from pathlib import Path

CUSTOM = {"protected_branches": False, "custom_branch_policies": True}
PROTECTED = {"protected_branches": True, "custom_branch_policies": False}


def data(**changes: object) -> dict[str, Any]:
    """What observe.sh writes, in the shapes of GitHub's API."""
    return {
        "version": 1,
        "repository": {"name": "acme/demo", "private": False, "default_branch": "main"},
        "environments": [
            {
                "name": "PyPI",
                "protection_rules": [
                    {"type": "wait_timer", "wait_timer": 30},
                    {
                        "type": "required_reviewers",
                        "prevent_self_review": True,
                        "reviewers": [
                            {"type": "Team", "reviewer": {"slug": "release"}},
                            {"type": "User", "reviewer": {"login": "alice"}},
                        ],
                    },
                    {"type": "branch_policy"},
                ],
                "deployment_branch_policy": CUSTOM,
                "can_admins_bypass": False,
            }
        ],
        "policies": {
            "PyPI": [
                {"name": "v*", "type": "tag"},
                {"name": "main", "type": "branch"},
                {"name": "x"},
            ]
        },
        "oidc": None,
        **changes,
    }


def test_settings_are_read() -> None:
    live = parse_live(json.dumps(data()), "live.json")
    assert (live.repository, live.private, live.default_branch) == ("acme/demo", False, "main")
    environment = live.environment("pypi")
    assert environment is not None
    assert environment.reviewers == (
        Reviewer(ReviewerKind.TEAM, "release"),
        Reviewer(ReviewerKind.USER, "alice"),
    )
    assert (environment.tags, environment.branches) == (("v*",), ("main", "x"))
    assert environment.policy is RefPolicy.SELECTED
    assert (environment.wait_minutes, environment.prevent_self_review) == (30, True)
    assert (environment.admins_bypass, environment.exists) == (False, True)
    assert environment.origin_of("tags").kind is OriginKind.LIVE
    assert live.environment("other") is None


@pytest.mark.parametrize(
    ("policy", "read"), [(None, RefPolicy.ANY), (PROTECTED, RefPolicy.PROTECTED)]
)
def test_the_policy_for_refs(policy: dict[str, bool] | None, read: RefPolicy) -> None:
    bare = {"name": "pypi", "deployment_branch_policy": policy}
    (environment,) = parse_live(json.dumps(data(environments=[bare])), "live.json").environments
    assert environment.policy is read
    assert (environment.reviewers, environment.wait_minutes) == ((), 0)
    assert environment.admins_bypass is UNKNOWN


def test_a_name_with_a_slash_is_encoded_in_the_policies() -> None:
    named = {"name": "a/b", "deployment_branch_policy": CUSTOM}
    policies = {"a%2Fb": [{"name": "v*", "type": "tag"}]}
    live = parse_live(json.dumps(data(environments=[named], policies=policies)), "live.json")
    assert live.environments[0].tags == ("v*",)


def test_the_subject_of_tokens() -> None:
    oidc = {"use_default": False, "include_claim_keys": ["repo"], "use_immutable_subject": True}
    live = parse_live(json.dumps(data(oidc=oidc)), "live.json")
    assert (live.subject_keys, live.immutable_sub) == (("repo",), True)
    default = parse_live(json.dumps(data(oidc={"use_default": True})), "live.json")
    assert (default.subject_keys, default.immutable_sub) == ((), None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "this is not JSON"),
        ("[" * 100_000, "this is not"),
        ("[]", "this is not what observe.sh writes"),
        ("null", "this is not what observe.sh writes"),
        (json.dumps(data(version=2)), "this is not what observe.sh writes"),
        (json.dumps(data(environments=[{}])), "this is not what observe.sh writes"),
        (json.dumps(data(environments=7)), "this is not what observe.sh writes"),
    ],
)
def test_what_is_something_else_is_one_error(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_live(text, "live.json")
    (problem,) = caught.value.problems
    assert problem.message.startswith(message)
    assert problem.span is not None
    assert problem.span.file == "live.json"


@given(st.recursive(st.none() | st.booleans() | st.text() | st.integers(), st.lists, max_leaves=9))
def test_other_values_never_trace(value: object) -> None:
    for key in data():
        with suppress(InputError):
            parse_live(json.dumps(data() | {key: value}), "live.json")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_live(tmp_path / "live.json")
    big = tmp_path / "big.json"
    big.write_bytes(b" " * (MAX_BYTES + 1))
    with pytest.raises(InputError, match="too big"):
        read_live(big)
    small = tmp_path / "small.json"
    small.write_text(json.dumps(data()))
    assert read_live(small).file == str(small)
