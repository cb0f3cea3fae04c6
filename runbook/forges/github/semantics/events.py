"""Whether something that happens becomes an event at all, and the ref its runs stand on.

Source: github/docs events-that-trigger-workflows.md@037ad6b,
actions-do-not-trigger-workflows.md@33c83fe, skip-workflow-runs.md@042be30.
"""

from __future__ import annotations

import re

from runbook.forges.github.semantics.triggers import Decision
from runbook.model.timeline import Event, EventKind

MAX_TAGS_AT_ONCE = 3
EXECUTING_REF_SINCE = "2025-12-08"  # pull_request_target moved to the default branch

_ALLOWED_FOR_TOKEN = (EventKind.DISPATCH, EventKind.REPOSITORY_DISPATCH)
_SILENT_FOR_DRAFTS = ("created", "edited", "deleted", "prereleased")
_SKIP = re.compile(r"\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]")
_TRAILER = re.compile(r"^skip-checks: ?true\s*\Z", re.MULTILINE)
_SKIPPABLE = (EventKind.PUSH, EventKind.PULL_REQUEST)
_MAX_WORD = 40  # characters of an input in a heading


def created(event: Event) -> Decision:
    """Whether GitHub makes an event of it, and why not."""
    if event.kind in (EventKind.PUSH, EventKind.CREATE) and event.tags_at_once > MAX_TAGS_AT_ONCE:
        reason = (
            f"{event.tags_at_once} tags are pushed at once; for more than {MAX_TAGS_AT_ONCE} "
            "GitHub creates no event, and pushing them again does nothing"
        )
        return Decision(starts=False, reason=reason, facts=("three-tags",))
    if event.by_forge_token and event.kind not in _ALLOWED_FOR_TOKEN:
        reason = "it is made with GITHUB_TOKEN, and such events start no workflow"
        return Decision(starts=False, reason=reason, facts=("forge-token-starts-nothing",))
    if event.kind is EventKind.RELEASE and event.draft and event.activity in _SILENT_FOR_DRAFTS:
        reason = f"`{event.activity}` does not fire for a release that is or was a draft"
        return Decision(starts=False, reason=reason, facts=("release-drafts",))
    if event.kind in _SKIPPABLE and skips(event.message):
        reason = "the commit message asks to skip workflows"
        return Decision(starts=False, reason=reason, facts=("skip-ci",))
    return Decision(starts=True, reason=f"GitHub creates the event {described(event)}")


def skips(message: str) -> bool:
    """Whether a commit message keeps push and pull request workflows from running."""
    return bool(_SKIP.search(message) or _TRAILER.search(message))


def described(event: Event) -> str:
    """The event in a few words: what happened, with which inputs, to which ref."""
    activity = f" ({event.activity})" if event.activity else ""
    given = ", ".join(f"{name}: {_word(value)}" for name, value in event.inputs.items())
    inputs = f" with {given}" if given else ""
    ref = f" on {event.ref}" if event.ref else ""
    return f"{event.kind}{activity}{inputs}{ref}"


def _word(value: str | bool) -> str:
    word = str(value).lower() if isinstance(value, bool) else value
    return word if len(word) <= _MAX_WORD else f"{word[:_MAX_WORD]}…"


def run_ref(event: Event, default_branch: str, as_of: str) -> str:
    """GITHUB_REF of the runs that `event` starts."""
    default = f"refs/heads/{default_branch}"
    if event.kind in (EventKind.SCHEDULE, EventKind.WORKFLOW_RUN, EventKind.DELETE):
        return default
    if event.kind is EventKind.REPOSITORY_DISPATCH:
        return default
    if event.kind is EventKind.PULL_REQUEST_TARGET:
        moved = as_of >= EXECUTING_REF_SINCE
        return default if moved or not event.base else f"refs/heads/{event.base}"
    return event.ref or default
