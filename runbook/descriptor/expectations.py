"""What an item of `expect:` must agree on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.descriptor.declared import undeclared_environment
from runbook.descriptor.near import did_you_mean
from runbook.descriptor.nodes import point, text, texts
from runbook.errors import Problem
from runbook.model.timeline import EventKind
from runbook.text import one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.descriptor.declared import Declared
    from runbook.source import Mapping

EVENTS = {  # by key: what happens, and where a short name of its value stands
    "tag": (EventKind.PUSH, "refs/tags/"),
    "branch": (EventKind.PUSH, "refs/heads/"),
    "dispatch": (EventKind.DISPATCH, "refs/heads/"),
    "release": (EventKind.RELEASE, "refs/tags/"),
    "schedule": (EventKind.SCHEDULE, "refs/heads/"),
}


def expectation_problems(node: Mapping, declared: Declared) -> Iterator[Problem]:
    """One event, one outcome, and only names that are declared."""
    events = [name for name in EVENTS if node.get(name) is not None]
    if len(events) != 1:
        found = " and ".join(events) or "none"
        yield Problem(
            "an expectation is about one event", point(node.span), found, one_of(tuple(EVENTS))
        )
    if (node.get("nothing") is None) == (node.get("publishes") is None):
        yield Problem(
            "an expectation says either what is published or nothing",
            point(node.span),
            expected="publishes: [...] or nothing: true",
        )
    yield from undeclared_environment(node.get("through"), declared)
    yield from _published(node, declared)
    file = node.get("workflow")
    if file is not None and text(file) is not None and text(file) not in declared.releases:
        hint = did_you_mean(text(file) or "", declared.releases)
        yield Problem("this workflow is not declared", file.span, text(file), None, hint)


def _published(node: Mapping, declared: Declared) -> Iterator[Problem]:
    for item in texts(node.get("publishes")):
        registry = item.text.partition("/")[0]
        if registry not in declared.registries:
            hint = did_you_mean(registry, declared.registries)
            known = one_of(declared.registries)
            yield Problem("nothing goes to this registry", item.span, item.text, known, hint)
