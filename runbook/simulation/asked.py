"""The event that somebody asks for in words: a tag, or an event name with particulars."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.errors import UsageError
from runbook.model.forge import ForgeKind
from runbook.model.timeline import RELEASE_TYPES, Event, EventKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.simulation.world import World

_USUAL_ACTIVITY = {
    EventKind.RELEASE: "published",
    EventKind.PULL_REQUEST: "opened",
    EventKind.PULL_REQUEST_TARGET: "opened",
    EventKind.WORKFLOW_RUN: "completed",
}
_ACTIVITIES: dict[EventKind, tuple[str, ...]] = {
    EventKind.RELEASE: RELEASE_TYPES,
    EventKind.WORKFLOW_RUN: ("completed", "requested", "in_progress"),
    **dict.fromkeys(
        (
            *(EventKind.PUSH, EventKind.DISPATCH, EventKind.SCHEDULE),
            *(EventKind.CREATE, EventKind.DELETE),
        ),
        (),
    ),
}  # of the others there are more than it is worth to list
_OF_ONE_FILE = (EventKind.DISPATCH, EventKind.SCHEDULE)
_REF = re.compile(r"refs/[^/]+/.*[^/]")
_ABOUT_TAGS = (EventKind.PUSH, EventKind.RELEASE, EventKind.CREATE, EventKind.DELETE)
_ABOUT_PULLS = (EventKind.PULL_REQUEST, EventKind.PULL_REQUEST_TARGET)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed. `ref` may be short; "" takes what the event usually stands on."""

    event: str = ""
    ref: str = ""
    activity: str = ""
    workflow: str | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    tags_at_once: int = 1
    by_forge_token: bool = False
    fork: bool = False
    draft: bool = False
    prerelease: bool = False


def event_asked(asked: Asked, world: World) -> Event:
    """The event; a short name means a tag where events are about tags, else a branch.

    Raises:
        UsageError: there is no such event, activity, ref or file, or one is missing.
    """
    kind = _kind(asked, world)
    return Event(
        kind,
        _ref(asked.ref, kind, world),
        activity=_activity(asked.activity, kind),
        inputs=dict(asked.inputs),
        workflow=_workflow(asked.workflow, kind, world),
        message=asked.message,
        tags_at_once=asked.tags_at_once,
        by_forge_token=asked.by_forge_token,
        fork=asked.fork,
        draft=asked.draft,
        prerelease=asked.prerelease,
    )


def _kind(asked: Asked, world: World) -> EventKind:
    """The event of that name; on GitLab what CI_PIPELINE_SOURCE says is a name too."""
    kinds = {kind.value: kind for kind in EventKind}
    if world.forge is ForgeKind.GITLAB:
        from runbook.forges.gitlab.semantics.variables import SOURCES  # noqa: PLC0415 - only there

        kinds = {SOURCES[kind]: kind for kind in reversed(SOURCES)}
    name = asked.event or EventKind.PUSH.value
    if name not in kinds:
        raise UsageError(f"there is no event {name!r}", hint="one of " + ", ".join(kinds))
    return kinds[name]


def _activity(activity: str, kind: EventKind) -> str:
    known = _ACTIVITIES.get(kind)
    if activity and known is not None and activity not in known:
        hint = f"one of {', '.join(known)}" if known else "leave --activity out"
        raise UsageError(f"{kind} has no activity {activity!r}", hint=hint)
    return activity or _USUAL_ACTIVITY.get(kind, "")


def _workflow(name: str | None, kind: EventKind, world: World) -> str | None:
    if world.forge is ForgeKind.GITLAB:
        return name
    if name and kind in _OF_ONE_FILE and world.workflow(name) is None:
        files = ", ".join(item.file for item in world.workflows)
        raise UsageError(f"there is no workflow file {name!r}", hint=f"--workflow: {files}")
    return name or _only_dispatched(kind, world)


def _ref(ref: str, kind: EventKind, world: World) -> str:
    if ref.startswith("refs/"):
        if not _REF.fullmatch(ref):
            hint = "such as refs/tags/v1.2.3"
            raise UsageError(f"{ref!r} is the ref of nothing", hint=hint)
        return ref
    if kind in _ABOUT_PULLS and world.forge is ForgeKind.GITLAB:
        return f"refs/heads/{ref or 'feature'}"
    if kind in _ABOUT_PULLS:
        return f"refs/pull/{ref or 1}/merge"
    if ref:
        branches = (world.identity.default_branch, "main", "master")
        branch = kind not in _ABOUT_TAGS or ref in branches
        return f"refs/heads/{ref}" if branch else f"refs/tags/{ref}"
    if kind in _ABOUT_TAGS:
        hint = "runbook simulate v1.2.3, or --all for every way in"
        raise UsageError(f"{kind} needs the tag or branch it is about", hint=hint)
    return f"refs/heads/{world.identity.default_branch}"


def _only_dispatched(kind: EventKind, world: World) -> str | None:
    """A dispatch starts one file: the only one that can be, where there is just one.

    Raises:
        UsageError: several files can be dispatched, and none was named.
    """
    if kind is not EventKind.DISPATCH:
        return None
    paths = [item.path for item in world.workflows if item.trigger(kind.value) is not None]
    if len(paths) > 1:
        files = ", ".join(path.rpartition("/")[2] for path in paths)
        raise UsageError("several workflows can be dispatched", hint=f"--workflow: {files}")
    return paths[0] if paths else None
