"""Some events lead to no pipeline, whatever the file says."""

from __future__ import annotations

import pytest

from runbook.forges.facts import forge_facts
from runbook.forges.gitlab.semantics.events import MAX_REFS_AT_ONCE, created
from runbook.model.forge import ForgeKind
from runbook.model.timeline import Event, EventKind

TAG = "refs/tags/v1"
MAIN = "refs/heads/main"


@pytest.mark.parametrize(
    ("event", "starts"),
    [
        (Event(EventKind.PUSH, TAG), True),
        (Event(EventKind.RELEASE, TAG), True),
        (Event(EventKind.WORKFLOW_RUN, MAIN), False),
        (Event(EventKind.DELETE, MAIN), False),
        (Event(EventKind.PUSH, TAG, tags_at_once=4), True),
        (Event(EventKind.PUSH, TAG, tags_at_once=5), None),
        (Event(EventKind.PUSH, MAIN, message="fix [ci skip]"), False),
        (Event(EventKind.PUSH, MAIN, message="fix [Skip-CI]"), False),
        (Event(EventKind.PUSH, MAIN, message="fix [no ci]"), True),
        (Event(EventKind.PULL_REQUEST, MAIN, message="[skip ci]"), False),
        (Event(EventKind.DISPATCH, MAIN, message="[skip ci]"), True),
        (Event(EventKind.SCHEDULE, MAIN, message="[skip ci]"), True),
    ],
)
def test_created(event: Event, *, starts: bool | None) -> None:
    decision = created(event)
    assert decision.starts is starts
    assert decision.reason
    assert set(decision.facts) <= set(forge_facts(ForgeKind.GITLAB))


def test_the_limit_is_that_of_the_fact() -> None:
    assert forge_facts(ForgeKind.GITLAB)["refs-at-once"].value == MAX_REFS_AT_ONCE
