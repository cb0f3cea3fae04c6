"""What happens, in GitLab's words.

Source: gitlabhq/gitlabhq doc/ci/jobs/job_rules.md, "CI_PIPELINE_SOURCE predefined variable".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.timeline import EventKind

if TYPE_CHECKING:
    from runbook.model.timeline import Event

SOURCES = {
    EventKind.PUSH: "push",
    EventKind.RELEASE: "push",
    EventKind.DISPATCH: "web",
    EventKind.SCHEDULE: "schedule",
    EventKind.PULL_REQUEST: "merge_request_event",
    EventKind.REPOSITORY_DISPATCH: "trigger",
}
"""What CI_PIPELINE_SOURCE says; a release that makes a tag is a push of that tag."""
_WORDS = {
    "push": "a push of",
    "web": "a pipeline started by hand on",
    "schedule": "a schedule on",
    "merge_request_event": "a merge request from",
    "trigger": "a trigger token on",
}


def described(event: Event) -> str:
    """The event in a few words."""
    source = SOURCES.get(event.kind)
    kind = "tag" if event.is_tag else "branch"
    words = _WORDS[source] if source else f"{event.kind.value} on"
    return f"{words} the {kind} {event.name}"
