from __future__ import annotations

import pytest
from simulated import RELEASE, world

from runbook.errors import UsageError
from runbook.model.timeline import Event, EventKind
from runbook.simulation.asked import Asked, event_asked

MANUAL = RELEASE.replace('on:\n  push:\n    tags: ["v*"]\n', "on: workflow_dispatch\n")


@pytest.mark.parametrize(
    ("asked", "kind", "ref", "activity"),
    [
        (Asked(ref="v1.2.3"), "push", "refs/tags/v1.2.3", ""),
        (Asked(ref="main"), "push", "refs/heads/main", ""),
        (Asked(ref="master"), "push", "refs/heads/master", ""),
        (Asked(ref="refs/heads/x"), "push", "refs/heads/x", ""),
        (Asked("release", "v1"), "release", "refs/tags/v1", "published"),
        (Asked("release", "v1", activity="created"), "release", "refs/tags/v1", "created"),
        (Asked("workflow_dispatch"), "workflow_dispatch", "refs/heads/main", ""),
        (Asked("workflow_dispatch", "dev"), "workflow_dispatch", "refs/heads/dev", ""),
        (Asked("schedule"), "schedule", "refs/heads/main", ""),
        (Asked("pull_request"), "pull_request", "refs/pull/1/merge", "opened"),
        (Asked("pull_request", "7"), "pull_request", "refs/pull/7/merge", "opened"),
        (Asked("pull_request_target"), "pull_request_target", "refs/pull/1/merge", "opened"),
        (Asked("workflow_run"), "workflow_run", "refs/heads/main", "completed"),
    ],
)
def test_what_is_meant(asked: Asked, kind: str, ref: str, activity: str) -> None:
    event = event_asked(asked, world())
    assert (event.kind, event.ref, event.activity) == (kind, ref, activity)


def test_particulars_are_kept() -> None:
    asked = Asked(
        ref="v1",
        inputs={"a": "b"},
        message="x",
        tags_at_once=4,
        by_forge_token=True,
        fork=True,
        draft=True,
        prerelease=True,
    )
    assert event_asked(asked, world()) == Event(
        EventKind.PUSH,
        "refs/tags/v1",
        inputs={"a": "b"},
        message="x",
        tags_at_once=4,
        by_forge_token=True,
        fork=True,
        draft=True,
        prerelease=True,
    )


def test_a_dispatch_means_the_only_file_that_can_be() -> None:
    asked = Asked("workflow_dispatch")
    assert event_asked(asked, world()).workflow is None
    assert event_asked(asked, world(MANUAL)).workflow == ".github/workflows/release.yml"
    two = world(("a.yml", MANUAL), ("b.yml", MANUAL))
    with pytest.raises(UsageError, match="several workflows") as refused:
        event_asked(asked, two)
    assert refused.value.hint == "--workflow: a.yml, b.yml"
    named = Asked("workflow_dispatch", workflow="b.yml")
    assert event_asked(named, two).workflow == "b.yml"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (Asked("nonsense", "v1"), "there is no event 'nonsense'"),
        (Asked(), "push needs the tag or branch"),
        (Asked("release"), "release needs the tag or branch"),
    ],
)
def test_what_cannot_be_meant(asked: Asked, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        event_asked(asked, world())
