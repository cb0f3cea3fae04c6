"""Which events are worth playing: each distinct way into the workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.semantics.events import described
from runbook.model.forge import ForgeKind
from runbook.model.timeline import Event, EventKind
from runbook.simulation.examples import USUAL_TAGS, example_ref, refused_ref

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runbook.forges.github.syntax.model import Input, Trigger, Workflow
    from runbook.simulation.world import World

MAX_WAYS = 200
MAX_DISPATCHES = 4  # of one workflow, for different answers to its questions

_RELEASES = ("published", "released", "prereleased", "created")
_PULLS = {
    "pull_request": EventKind.PULL_REQUEST,
    "pull_request_target": EventKind.PULL_REQUEST_TARGET,
}


def ways_in(world: World) -> tuple[Event, ...]:
    """Each distinct event that starts something, tags first; at most `MAX_WAYS`."""
    if world.forge is ForgeKind.GITLAB:
        return _of_pipelines(world)
    found: dict[str, Event] = {}
    for workflow in sorted(world.workflows, key=lambda item: item.path):
        for trigger in workflow.triggers:
            for event in _of_trigger(world, workflow, trigger):
                found.setdefault(_name(event), event)
    by_worth = sorted(found.values(), key=lambda event: (not event.is_tag, event.kind.value))
    return tuple(by_worth[:MAX_WAYS])


def _of_pipelines(world: World) -> tuple[Event, ...]:
    """The usual ones: the rules of a pipeline are expressions, from which no ref can be read."""
    branch = f"refs/heads/{world.identity.default_branch}"
    tags = (Event(EventKind.PUSH, f"refs/tags/{name}") for name in USUAL_TAGS)
    kinds = (EventKind.PUSH, EventKind.DISPATCH, EventKind.SCHEDULE)
    pull = Event(EventKind.PULL_REQUEST, "refs/heads/feature", activity="opened")
    return (*tags, *(Event(kind, branch) for kind in kinds), pull)


def _name(event: Event) -> str:
    inputs = ",".join(f"{name}={value}" for name, value in sorted(event.inputs.items()))
    return f"{described(event)} {event.workflow or ''} {inputs} {event.fork}"


def _of_trigger(world: World, workflow: Workflow, trigger: Trigger) -> Iterator[Event]:
    match trigger.event:
        case "push":
            yield from _pushes(world, trigger)
        case "release":
            yield from _releases(trigger)
        case "workflow_dispatch":
            yield from _dispatches(world, workflow, trigger)
        case "schedule":
            ref = f"refs/heads/{world.identity.default_branch}"
            yield Event(EventKind.SCHEDULE, ref, workflow=workflow.path)
        case "repository_dispatch":
            ref = f"refs/heads/{world.identity.default_branch}"
            types = _values(trigger, "types")
            yield Event(EventKind.REPOSITORY_DISPATCH, ref, activity=types[0] if types else "")
        case "pull_request" | "pull_request_target" as name:
            types = _values(trigger, "types") or ("opened",)
            for fork in (False, True):
                ref = "refs/pull/1/merge"
                yield Event(_PULLS[name], ref, activity=types[0], fork=fork)
        case _:
            return


def _pushes(world: World, trigger: Trigger) -> Iterator[Event]:
    tags, branches = _values(trigger, "tags"), _values(trigger, "branches")
    restricted = any(key.startswith(("tags", "branches")) for key in trigger.filters)
    if tags or "tags-ignore" in trigger.filters or not restricted:
        for name in _names(tags, USUAL_TAGS):
            yield Event(EventKind.PUSH, f"refs/tags/{name}")
    if branches or "branches-ignore" in trigger.filters or not restricted:
        for name in _names(branches, (world.identity.default_branch,)):
            yield Event(EventKind.PUSH, f"refs/heads/{name}")


def _names(patterns: tuple[str, ...], usual: tuple[str, ...]) -> Iterator[str]:
    """A name for each positive pattern that lets one through, and one that is kept out."""
    if not patterns:
        yield usual[0]
        return
    made = [example_ref(_narrowed(patterns, index), usual=usual) for index in range(len(patterns))]
    yield from dict.fromkeys(name for name in (*made, refused_ref(patterns, usual)) if name)


def _narrowed(patterns: tuple[str, ...], index: int) -> tuple[str, ...]:
    """The pattern at `index` with the exclusions behind it."""
    return (patterns[index], *(item for item in patterns[index + 1 :] if item.startswith("!")))


def _releases(trigger: Trigger) -> Iterator[Event]:
    types = _values(trigger, "types") or _RELEASES[:1]
    for activity in types:
        prerelease = activity == "prereleased"
        ref = f"refs/tags/{USUAL_TAGS[0]}"
        yield Event(EventKind.RELEASE, ref, activity=activity, prerelease=prerelease)


def _dispatches(world: World, workflow: Workflow, trigger: Trigger) -> Iterator[Event]:
    ref = f"refs/heads/{world.identity.default_branch}"
    for answers in list(_answers(trigger.inputs))[:MAX_DISPATCHES]:
        yield Event(EventKind.DISPATCH, ref, inputs=answers, workflow=workflow.path)


def _answers(inputs: tuple[Input, ...]) -> Iterator[Mapping[str, str | bool]]:
    """The defaults, then each other answer to one question, one at a time."""
    yield {}
    for item in inputs:
        if item.type == "boolean":
            yield {item.name: not (item.default is not None and item.default.value == "true")}
        for option in item.options:
            if item.default is None or option != item.default.value:
                yield {item.name: option}
        if (
            item.type == "string"
            and not item.options
            and (item.default is None or not item.default.value)
        ):
            yield {item.name: USUAL_TAGS[0]}


def _values(trigger: Trigger, name: str) -> tuple[str, ...]:
    return tuple(text.value for text in trigger.filters.get(name, ()))
