"""What GitLab sets for an event, and what it does not."""

from __future__ import annotations

import pytest

from runbook.forges.gitlab.semantics.variables import predefined, slug
from runbook.model.identity import Identity
from runbook.model.origin import UNKNOWN, Unset
from runbook.model.timeline import Event, EventKind

PROJECT = Identity("group/sub", "My_App", "gitlab.example.org", repo_id="7", default_branch="dev")

CASES = [
    (
        Event(EventKind.PUSH, "refs/tags/v1.0"),
        {
            "CI_PIPELINE_SOURCE": "push",
            "CI_COMMIT_TAG": "v1.0",
            "CI_COMMIT_BRANCH": None,
            "CI_COMMIT_REF_NAME": "v1.0",
            "CI_COMMIT_REF_SLUG": "v1-0",
            "CI_COMMIT_REF_PROTECTED": UNKNOWN,
            "CI_MERGE_REQUEST_IID": None,
            "CI_DEFAULT_BRANCH": "dev",
            "CI_PROJECT_PATH": "group/sub/My_App",
            "CI_PROJECT_NAMESPACE": "group/sub",
            "CI_PROJECT_ROOT_NAMESPACE": "group",
            "CI_PROJECT_NAME": "My_App",
            "CI_PROJECT_PATH_SLUG": "group-sub-my-app",
            "CI_PROJECT_ID": "7",
            "CI_SERVER_HOST": "gitlab.example.org",
            "CI_SERVER_URL": "https://gitlab.example.org",
            "CI_CONFIG_PATH": "ci.yml",
            "CI_OPEN_MERGE_REQUESTS": None,
        },
    ),
    (
        Event(EventKind.RELEASE, "refs/tags/v1"),
        {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_TAG": "v1", "CI_COMMIT_BRANCH": None},
    ),
    (
        Event(EventKind.PUSH, "refs/heads/feature/x", message="One\n\ntwo"),
        {
            "CI_COMMIT_TAG": None,
            "CI_COMMIT_TAG_MESSAGE": None,
            "CI_COMMIT_BRANCH": "feature/x",
            "CI_COMMIT_REF_SLUG": "feature-x",
            "CI_COMMIT_MESSAGE": "One\n\ntwo",
            "CI_COMMIT_TITLE": "One",
            "CI_OPEN_MERGE_REQUESTS": UNKNOWN,
        },
    ),
    (
        Event(EventKind.DISPATCH, "", inputs={"DRY": True, "TO": "x"}),
        {"CI_PIPELINE_SOURCE": "web", "CI_COMMIT_BRANCH": "dev", "DRY": "true", "TO": "x"},
    ),
    (
        Event(EventKind.SCHEDULE, "refs/heads/dev"),
        {"CI_PIPELINE_SOURCE": "schedule", "CI_COMMIT_BRANCH": "dev", "CI_COMMIT_TAG": None},
    ),
    (
        Event(EventKind.SCHEDULE, "main"),
        {"CI_COMMIT_BRANCH": "main", "CI_PIPELINE_TRIGGERED": None},
    ),
    (
        Event(EventKind.REPOSITORY_DISPATCH, ""),
        {"CI_PIPELINE_SOURCE": "trigger", "CI_PIPELINE_TRIGGERED": "true"},
    ),
    (Event(EventKind.WORKFLOW_RUN, ""), {"CI_PIPELINE_SOURCE": UNKNOWN}),
    (
        Event(EventKind.PULL_REQUEST, "refs/pull/3/merge"),
        {
            "CI_PIPELINE_SOURCE": "merge_request_event",
            "CI_COMMIT_TAG": None,
            "CI_COMMIT_BRANCH": None,
            "CI_COMMIT_REF_NAME": UNKNOWN,
            "CI_MERGE_REQUEST_IID": UNKNOWN,
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "dev",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": UNKNOWN,
            "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "group/sub/My_App",
            "CI_MERGE_REQUEST_DRAFT": UNKNOWN,
        },
    ),
    (
        Event(EventKind.PULL_REQUEST, "refs/heads/topic", base="rel", fork=True, draft=True),
        {
            "CI_COMMIT_REF_NAME": "topic",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "rel",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "topic",
            "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": UNKNOWN,
            "CI_MERGE_REQUEST_DRAFT": "true",
        },
    ),
]


@pytest.mark.parametrize(("event", "expected"), CASES, ids=lambda item: str(item)[:60])
def test_predefined(event: Event, expected: dict[str, str | Unset | None]) -> None:
    values = predefined(PROJECT, event, "ci.yml")
    assert {name: values[name] for name in expected} == expected
    assert all(isinstance(value, str | Unset | None) for value in values.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("A/b", "a-b"), ("-x-", "x"), ("a" * 70, "a" * 63), ("ä", ""), ("x" * 62 + "/y", "x" * 62)],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected
