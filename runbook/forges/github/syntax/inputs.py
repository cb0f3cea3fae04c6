"""Inputs of a dispatch, of a reusable workflow and of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.syntax.model import Input
from runbook.source import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.forges.github.syntax.reading import Reading
    from runbook.source import Node

INPUT_TYPES = {
    "workflow_dispatch": ("boolean", "choice", "environment", "number", "string"),
    "workflow_call": ("boolean", "number", "string"),
}


def read_inputs(node: Node | None, owner: str, reading: Reading) -> tuple[Input, ...]:
    """The inputs of `owner`: one of the two events of `INPUT_TYPES`, or ``action``."""
    return tuple(_inputs(node, owner, reading))


def _inputs(node: Node | None, owner: str, reading: Reading) -> Iterator[Input]:
    for key, value in reading.pairs(node, allow_null=True):
        definition = reading.mapping(value, allow_null=True)
        if definition is None:
            yield Input(key.text, key.span)
            continue
        options = reading.texts(definition.get("options"))
        yield Input(
            key.text,
            key.span,
            _type(definition.get("type"), owner, reading),
            reading.text(definition.get("default")),
            _required(definition.get("required"), owner, reading),
            tuple(option.value for option in options),
        )


def _type(node: Node | None, owner: str, reading: Reading) -> str:
    text = reading.text(node)
    if text is None or node is None:
        return "string"
    allowed = INPUT_TYPES.get(owner)
    if allowed and text.value not in allowed:
        reading.unexpected(node, " or ".join(allowed))
    return text.value


def _required(node: Node | None, owner: str, reading: Reading) -> bool:
    if owner == "action":  # quoted texts are usual there, and the runner enforces nothing
        return isinstance(node, Scalar) and node.text.lower() == "true"
    return reading.flag(node)
