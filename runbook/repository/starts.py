"""Which events can start a workflow, as sample events, and what remains when only some arrive.

A filter pattern stands for endless names; a few samples, shaped by the filters and by the texts
that conditions compare with, decide whether an upload can be reached at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.filters import selects
from runbook.forges.github.semantics.triggers import DEFAULT_TYPES
from runbook.model.found import Start
from runbook.model.timeline import RELEASE_TYPES, EventKind
from runbook.repository.starts_samples import Sample, branch_samples, tag_samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.forges.github.syntax.model import Trigger, Workflow

MAX_CIRCUMSTANCES = 80  # sample events of one workflow
CALLED = "workflow_call"
_PULLS = frozenset({"pull_request", "pull_request_target"})
_TYPES = {**DEFAULT_TYPES, EventKind.RELEASE: RELEASE_TYPES}
# Refs of events that do not stand on the default branch.
# Source: github/docs events-that-trigger-workflows.md@037ad6b
_OWN_REF = {
    "merge_group": "refs/heads/gh-readonly-queue/sample",
    "pull_request_review": "refs/pull/1/merge",
    "pull_request_review_comment": "refs/pull/1/merge",
    "create": "",
    "deployment": "",
    "deployment_status": "",
}


@dataclass(frozen=True, slots=True)
class Circumstance:
    """One sample event: its trigger, the full ref ("" when not known) and its activity type.

    `pattern` is what the ref stands for when it was shaped by a condition, "" for any ref.
    """

    trigger: Trigger
    ref: str = ""
    activity: str = ""
    pattern: str = ""

    @property
    def event(self) -> str:
        """The event's name."""
        return self.trigger.event

    @property
    def kind(self) -> tuple[object, ...]:
        """What it has in common with events that differ in nothing but the ref's name."""
        return (self.trigger.span, self.activity, self.is_tag)

    @property
    def is_tag(self) -> bool:
        """Whether it stands on a tag."""
        return self.ref.startswith("refs/tags/")


def circumstances(
    workflow: Workflow, literals: Iterable[str], default_branch: str | None
) -> tuple[Circumstance, ...]:
    """The sample events that start `workflow`; none when only other workflows call it.

    `literals` are the texts that conditions compare refs with.
    """
    words = tuple(dict.fromkeys(literals))
    found = [
        item
        for trigger in workflow.triggers
        if trigger.event != CALLED
        for item in _samples(trigger, words, default_branch)
    ]
    return tuple(found[:MAX_CIRCUMSTANCES])


def starts(
    workflow: Workflow, reached: Iterable[Circumstance], conditions: Iterable[str] = ()
) -> tuple[Start, ...]:
    """What the circumstances that reach an upload say about the events, in the order of `on:`.

    `conditions` are the `if`s before the upload.
    """
    only = len([item for item in workflow.triggers if item.event != CALLED]) == 1
    dispatched = only or any(_wants_dispatched_tag(text) for text in conditions)
    hits = list(reached)
    found = (
        _start(trigger, [hit for hit in hits if hit.trigger is trigger], dispatched=dispatched)
        for trigger in workflow.triggers
    )
    return tuple(start for start in found if start is not None)


def _samples(
    trigger: Trigger, words: tuple[str, ...], default_branch: str | None
) -> Iterator[Circumstance]:
    branches = branch_samples(_patterns(trigger, "branches"), words, default_branch)
    if trigger.event == "push":
        for sample in _pushed(trigger, words, branches):
            yield Circumstance(trigger, sample.ref, pattern=sample.pattern)
    elif trigger.event == "release":
        for activity in _activities(trigger):
            for sample in tag_samples((), words):
                yield Circumstance(trigger, sample.ref, activity, sample.pattern)
    elif trigger.event == "workflow_dispatch":
        for sample in (*branches, *tag_samples((), words)):
            yield Circumstance(trigger, sample.ref, pattern=sample.pattern)
    elif trigger.event in _PULLS:
        ref = "refs/pull/1/merge" if trigger.event == "pull_request" else ""
        for activity in _activities(trigger):
            yield Circumstance(trigger, ref, activity)
    else:
        yield from _others(trigger, branches)


def _others(trigger: Trigger, branches: tuple[Sample, ...]) -> Iterator[Circumstance]:
    elsewhere = _OWN_REF.get(trigger.event)
    own = branches[:2] if elsewhere is None else (Sample(elsewhere),)
    for activity in _activities(trigger):
        for sample in own:
            yield Circumstance(trigger, sample.ref, activity)


def _pushed(
    trigger: Trigger, words: tuple[str, ...], branches: tuple[Sample, ...]
) -> Iterator[Sample]:
    """Filters for one kind of ref keep the other kind out."""
    on_tags, on_branches = _patterns(trigger, "tags"), _patterns(trigger, "branches")
    if on_tags or not on_branches:
        tags = tag_samples(on_tags, words)
        yield from (item for item in tags if not on_tags or selects(on_tags, item.name))
    if on_branches or not on_tags:
        yield from (item for item in branches if not on_branches or selects(on_branches, item.name))


def _activities(trigger: Trigger) -> tuple[str, ...]:
    listed = tuple(text.value for text in trigger.filters.get("types", ()))
    return listed or _TYPES.get(trigger.event, ("",))


def _patterns(trigger: Trigger, kind: str) -> tuple[str, ...]:
    """The filter patterns for `kind`; an -ignore list as everything but its patterns."""
    ignored = trigger.filters.get(f"{kind}-ignore", ())
    if ignored:
        return ("**", *(f"!{text.value}" for text in ignored))
    return tuple(text.value for text in trigger.filters.get(kind, ()))


def _start(trigger: Trigger, hits: list[Circumstance], *, dispatched: bool) -> Start | None:
    if not hits:
        return None
    if trigger.event == "push":
        return _push_start(trigger, hits)
    if trigger.event == "workflow_dispatch":
        # A dispatch can run on any tag; alone, that counts only where the author means it.
        meant = dispatched or any(not hit.is_tag for hit in hits)
        return Start(trigger.event) if meant else None
    listed = tuple(text.value for text in trigger.filters.get("types", ()))
    reached = tuple(dict.fromkeys(hit.activity for hit in hits))
    by_if = not listed and len(reached) < len(_activities(trigger))
    branches = _patterns(trigger, "branches")
    return Start(trigger.event, (), branches, listed or (reached if by_if else ()), by_if)


def _push_start(trigger: Trigger, hits: list[Circumstance]) -> Start:
    on_tags, on_branches = _patterns(trigger, "tags"), _patterns(trigger, "branches")
    tags = [hit for hit in hits if hit.is_tag]
    branches = [hit for hit in hits if not hit.is_tag]
    if on_tags or on_branches:
        return Start("push", on_tags if tags else (), on_branches if branches else ())
    tag_names, branch_names = _stand_for(tags), _stand_for(branches)
    if tag_names == branch_names == ("**",):
        return Start("push")
    return Start("push", tag_names, branch_names, by_if=True)


def _stand_for(hits: list[Circumstance]) -> tuple[str, ...]:
    if any(not hit.pattern for hit in hits):
        return ("**",)
    return tuple(dict.fromkeys(hit.pattern for hit in hits))


def _wants_dispatched_tag(condition: str) -> bool:
    """Whether one condition asks for a dispatch and for a tag, not for either of them."""
    asked = "'workflow_dispatch'" in condition and "tag" in condition
    return asked and "||" not in condition
