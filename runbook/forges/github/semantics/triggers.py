"""Which events exist, and which workflows they start.

Source: github/docs events-that-trigger-workflows.md@037ad6b,
run-on-specific-branches-or-tags1.md@3bc6b7b, triggering-a-workflow-paths1.md@189bc48.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.filters import decided_by, ignores_all, selects_any
from runbook.forges.github.semantics.pattern_problems import PatternKind, pattern_problems
from runbook.model.timeline import EventKind

if TYPE_CHECKING:
    from runbook.forges.github.syntax.model import Text, Trigger, Workflow
    from runbook.model.timeline import Event
    from runbook.source import Span


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a workflow starts; None when it depends on what the event does not say.

    `span` is the filter that decided. `facts` are ids of the facts used. `invalid` says that
    GitHub refuses the file as a whole.
    """

    starts: bool | None
    reason: str
    span: Span | None = None
    facts: tuple[str, ...] = ()
    invalid: bool = False


_PULLS = (EventKind.PULL_REQUEST, EventKind.PULL_REQUEST_TARGET)
# What an event without `types` stands for, where that is not everything it can be.
DEFAULT_TYPES: dict[str, tuple[str, ...]] = dict.fromkeys(
    _PULLS, ("opened", "synchronize", "reopened")
)


def starts(workflow: Workflow, event: Event, default_branch: str) -> Decision:
    """Whether `event`, which exists, starts `workflow`."""
    for item in workflow.triggers:
        if (refused := _broken(item)) is not None:
            return refused
    trigger = workflow.trigger(event.kind.value)
    if trigger is None:
        listens = ", ".join(item.event for item in workflow.triggers) or "nothing"
        return Decision(
            starts=False, reason=f"it does not listen to {event.kind}, only to {listens}"
        )
    if event.kind in (EventKind.DISPATCH, EventKind.SCHEDULE) and not _is_meant(workflow, event):
        return Decision(starts=False, reason="another workflow is meant", span=trigger.span)
    for question in (_type, _run_name, _ref, _paths):
        decision = question(trigger, event, default_branch)
        if decision is not None:
            return decision
    return Decision(starts=True, reason=_why(trigger, event), span=trigger.span)


def _is_meant(workflow: Workflow, event: Event) -> bool:
    return event.workflow is None or event.workflow in (workflow.path, workflow.file)


def _why(trigger: Trigger, event: Event) -> str:
    for name in ("tags", "branches"):
        patterns = trigger.filters.get(name)
        index = decided_by(_values(patterns), event.name) if patterns else None
        if patterns and index is not None and (name == "tags") == event.is_tag:
            return f"{name} filter {patterns[index].value!r} lets {event.name!r} through"
    return f"it listens to {event.kind}"


def _broken(trigger: Trigger) -> Decision | None:
    """A broken pattern, or a filter together with its -ignore form, refuses the whole file."""
    for name, patterns in trigger.filters.items():
        if name.removesuffix("-ignore") in trigger.filters and name.endswith("-ignore"):
            other = name.removesuffix("-ignore")
            reason = f"{other} and {name} stand together, which GitHub refuses"
            return Decision(starts=False, reason=reason, span=trigger.span, invalid=True)
        kind = PatternKind.PATH if name.startswith("paths") else PatternKind.REF
        if name in ("types", "workflows"):
            continue
        for pattern in patterns:
            problem = next((p for p in pattern_problems(pattern.value, kind) if p.breaks), None)
            if problem is not None:
                reason = f"the pattern {pattern.value!r} is broken: {problem.message}"
                return Decision(starts=False, reason=reason, span=pattern.span, invalid=True)
    return None


def _type(trigger: Trigger, event: Event, _default: str) -> Decision | None:
    """The activity must be one of `types`; a pull request has three of them by default."""
    if event.kind is EventKind.PUSH or not event.activity:
        return None
    types = _values(trigger.filters.get("types", ())) or DEFAULT_TYPES.get(event.kind, ())
    if not types or event.activity in types:
        return None
    reason = f"its types are {', '.join(types)}, and this is {event.activity}"
    return Decision(starts=False, reason=reason, span=trigger.span, facts=("release-types",))


def _run_name(trigger: Trigger, event: Event, _default: str) -> Decision | None:
    """A chained workflow names the workflows whose runs it waits for."""
    names = _values(trigger.filters.get("workflows", ()))
    if event.kind is not EventKind.WORKFLOW_RUN or event.workflow in names:
        return None
    reason = f"it follows {', '.join(names) or 'no workflow'}, not {event.workflow}"
    return Decision(starts=False, reason=reason, span=trigger.span)


def _ref(trigger: Trigger, event: Event, default_branch: str) -> Decision | None:
    """Filters for one kind of ref keep the other kind out."""
    name = _filtered_name(event, default_branch)
    if name is None:
        return None
    own, other = ("tags", "branches") if event.is_tag else ("branches", "tags")
    if own in trigger.filters:
        return _chosen(trigger.filters[own], name, own)
    if f"{own}-ignore" in trigger.filters:
        return _ignored(trigger.filters[f"{own}-ignore"], name, own)
    if other in trigger.filters or f"{other}-ignore" in trigger.filters:
        reason = f"it filters {other} only, so {own} do not start it"
        return Decision(
            starts=False, reason=reason, span=trigger.span, facts=("filters-of-one-kind",)
        )
    return None


def _filtered_name(event: Event, default_branch: str) -> str | None:
    if event.kind is EventKind.PUSH:
        return event.name
    if event.kind in (*_PULLS, EventKind.WORKFLOW_RUN):
        return event.base or default_branch
    return None


def _chosen(patterns: tuple[Text, ...], name: str, kind: str) -> Decision | None:
    index = decided_by(_values(patterns), name)
    if index is None:
        reason = f"no {kind} filter fits {name!r}"
        return Decision(starts=False, reason=reason, span=patterns[0].span if patterns else None)
    if patterns[index].value.startswith("!"):
        reason = f"{kind} filter {patterns[index].value!r} keeps {name!r} out"
        return Decision(starts=False, reason=reason, span=patterns[index].span)
    return None


def _ignored(patterns: tuple[Text, ...], name: str, kind: str) -> Decision | None:
    index = decided_by(_values(patterns), name)
    if index is None or patterns[index].value.startswith("!"):
        return None
    reason = f"{kind}-ignore filter {patterns[index].value!r} keeps {name!r} out"
    return Decision(starts=False, reason=reason, span=patterns[index].span)


def _paths(trigger: Trigger, event: Event, _default: str) -> Decision | None:
    """Path filters hold for branch pushes and pull requests, never for tags."""
    wanted, ignored = trigger.filters.get("paths"), trigger.filters.get("paths-ignore")
    if event.is_tag or (wanted is None and ignored is None):
        return None
    if event.kind not in (EventKind.PUSH, *_PULLS):
        return None
    if event.paths is None:
        reason = "it depends on which files the push changes"
        return Decision(None, reason, trigger.span, ("paths-not-for-tags",))
    if wanted is not None and not selects_any(_values(wanted), event.paths):
        return Decision(starts=False, reason="no changed file fits its paths", span=trigger.span)
    if ignored is not None and ignores_all(_values(ignored), event.paths):
        return Decision(starts=False, reason="all changed files are ignored", span=trigger.span)
    return None


def _values(texts: tuple[Text, ...]) -> tuple[str, ...]:
    return tuple(text.value for text in texts)
