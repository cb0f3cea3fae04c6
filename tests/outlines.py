"""A workflow model as indented text without positions, for comparing by eye and with a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from runbook.forges.github.syntax.model import Action, Text, Workflow
from runbook.source import Scalar, Span

LEFT_OUT = {Workflow: ("text", "path", "problems"), Action: ("text", "path", "problems")}


def outline(value: object, indent: str = "") -> str:
    """The fields that are set, one a line; of `extra` only the keys."""
    return "".join(_lines(value, indent))


def _lines(value: object, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        pairs = list(value.items())
    elif isinstance(value, tuple):
        pairs = [("-", item) for item in value]
    else:
        pairs = [(item.name, getattr(value, item.name)) for item in fields(value)]
    for name, item in pairs:
        if (
            name in LEFT_OUT.get(type(value), ("index",))
            or item in (None, (), {}, "")
            or isinstance(item, Span)
        ):
            continue
        if name == "extra":
            yield f"{indent}extra: {', '.join(item)}\n"
        elif isinstance(item, Text | Scalar):
            yield f"{indent}{name}: {item.value!r}\n"
        elif is_dataclass(item) or isinstance(item, Mapping | tuple):
            yield f"{indent}{name}:\n{outline(item, indent + '  ')}"
        else:
            yield f"{indent}{name}: {item!r}\n"
