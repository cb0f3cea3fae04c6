"""What happens, in GitLab's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.variables import MERGE_REQUEST, SOURCES

if TYPE_CHECKING:
    from runbook.model.timeline import Event

_WORDS = {
    "push": "a push of",
    "web": "a pipeline started by hand on",
    "schedule": "a schedule on",
    "trigger": "a trigger token on",
    MERGE_REQUEST: "a merge request from",
}


def described(event: Event) -> str:
    """The event in a few words."""
    source = SOURCES.get(event.kind)
    kind = "tag" if event.is_tag else "branch"
    words = _WORDS[source] if source else f"{event.kind.value} on"
    return f"{words} the {kind} {event.name}"
