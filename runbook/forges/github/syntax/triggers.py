"""``on``: the events that start a workflow, with their filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import Problem
from runbook.forges.github.syntax.inputs import read_inputs
from runbook.forges.github.syntax.model import Text, Trigger
from runbook.forges.github.syntax.reading import is_null, rest_of
from runbook.source import Mapping

if TYPE_CHECKING:
    from runbook.forges.github.syntax.reading import Reading
    from runbook.source import Node, Scalar

_BRANCHES = ("branches", "branches-ignore")
_PATHS = ("paths", "paths-ignore")
_TAGS = ("tags", "tags-ignore")
_FILTERS = frozenset((*_BRANCHES, *_TAGS, *_PATHS, "types", "workflows"))
_TYPES = frozenset({"types"})
_NOTHING: frozenset[str] = frozenset()
# What each event takes; one that is not listed takes `types`.
# actions/languageservices workflow-parser/src/workflow-v1.0.json@4043eda
_KEYS: dict[str, frozenset[str]] = {
    "push": frozenset((*_BRANCHES, *_TAGS, *_PATHS)),
    "pull_request": frozenset((*_BRANCHES, *_PATHS, "types")),
    "pull_request_target": frozenset((*_BRANCHES, *_PATHS, "types")),
    "merge_group": frozenset((*_BRANCHES, "types")),
    "workflow_run": frozenset((*_BRANCHES, "types", "workflows")),
    "workflow_dispatch": frozenset({"inputs"}),
    "workflow_call": frozenset({"inputs", "outputs", "secrets"}),
    "image_version": frozenset({"names", "versions"}),
    **dict.fromkeys(
        ("create", "delete", "deployment", "deployment_status", "fork", "gollum", "page_build"),
        _NOTHING,
    ),
    **dict.fromkeys(("public", "status"), _NOTHING),
}


def read_triggers(node: Node | None, reading: Reading) -> tuple[Trigger, ...]:
    """The triggers in the order written; a single event, a list or a mapping of them.

    The items of ``schedule`` are kept as written in `Trigger.extra`, for their time zones.
    """
    if isinstance(node, Mapping):
        return tuple(_trigger(key, value, reading) for key, value in node.pairs)
    events = reading.texts(node, "an event, a list or a mapping")
    for event in events:
        if not event.value:
            reading.problems.append(Problem("Unexpected value ''", event.span))
    return tuple(Trigger(event.value, event.span) for event in events if event.value)


def _trigger(key: Scalar, node: Node, reading: Reading) -> Trigger:
    if key.text == "schedule":
        crons = _crons(node, reading)
        return Trigger(key.text, key.span, crons=crons, extra={"schedule": node})
    settings = reading.mapping(node, allow_null=True)
    if settings is None:
        return Trigger(key.text, key.span)
    reading.check_keys(settings, _KEYS.get(key.text, _TYPES))
    return Trigger(
        key.text,
        key.span,
        _filters(settings, reading),
        read_inputs(settings.get("inputs"), key.text, reading),
        _secrets(settings.get("secrets"), reading),
        read_outputs(settings.get("outputs"), reading),
        extra=rest_of(settings, _FILTERS | {"inputs", "outputs", "secrets"}),
    )


def _filters(settings: Mapping, reading: Reading) -> dict[str, tuple[Text, ...]]:
    filters = {}
    for key, value in settings.pairs:
        if key.text in _FILTERS:
            if is_null(value):
                reading.unexpected(value, "a text or a list")
                continue
            filters[key.text] = reading.texts(value)
    for wanted, ignored in (_BRANCHES, _TAGS, _PATHS):
        if wanted in filters and ignored in filters:
            message = f"you may only define one of `{wanted}` and `{ignored}` for a single event"
            second = settings.key(ignored)
            reading.problems.append(Problem(message, second.span if second else settings.span))
    return filters


def _crons(node: Node, reading: Reading) -> tuple[Text, ...]:
    crons = []
    for item in reading.items(node):
        entry = reading.mapping(item)
        if entry is None:
            continue
        reading.check_keys(entry, ("cron", "timezone"))
        cron = reading.text(entry.get("cron"))
        if cron is None:
            reading.missing("cron", entry.span)
        else:
            crons.append(cron)
    return tuple(crons)


def _secrets(node: Node | None, reading: Reading) -> tuple[str, ...]:
    return tuple(key.text for key, _ in reading.pairs(node, allow_null=True))


def read_outputs(node: Node | None, reading: Reading) -> dict[str, Text]:
    """Outputs of a reusable workflow or an action: the expression in ``value``."""
    outputs = {}
    for key, value in reading.pairs(node, allow_null=True):
        definition = reading.mapping(value)
        text = None if definition is None else reading.text(definition.get("value"))
        outputs[key.text] = text or Text("", key.span)
    return outputs
