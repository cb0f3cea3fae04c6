"""Reading nodes that may have any shape: absent and wrong both read as empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.source import Mapping, Position, Scalar, Sequence, Span

if TYPE_CHECKING:
    from runbook.source import Node


def child(node: Node | None, *path: str) -> Node | None:
    """The node below `node` at the keys of `path`; None when there is none."""
    for key in path:
        if not isinstance(node, Mapping):
            return None
        node = node.get(key)
    return node


def pairs(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    """The pairs of a mapping, or none."""
    return node.pairs if isinstance(node, Mapping) else ()


def items(node: Node | None) -> tuple[Node, ...]:
    """The items of a list; a single value counts as a list of one."""
    if isinstance(node, Sequence):
        return node.items
    return (node,) if isinstance(node, Scalar) and node.value is not None else ()


def texts(node: Node | None) -> tuple[Scalar, ...]:
    """The items of a list (or one value) that are text."""
    return tuple(
        item for item in items(node) if isinstance(item, Scalar) and isinstance(item.value, str)
    )


def text(node: Node | None) -> str | None:
    """The value of a scalar that is text."""
    is_text = isinstance(node, Scalar) and isinstance(node.value, str)
    return node.text if is_text and isinstance(node, Scalar) else None


def is_switch(node: Node | None, *, value: bool) -> bool:
    """Whether a node is the switch `value`."""
    return isinstance(node, Scalar) and node.value is value


def shown(node: Node | None) -> str:
    """A node as an error names it."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if node is None or node.value is None:
        return "null"
    if isinstance(node.value, str):
        return node.text or "empty text"
    kind = "true or false" if isinstance(node.value, bool) else "a number"
    return f"{node.text} ({kind})"


def point(span: Span) -> Span:
    """The first character of a span; for what should have been there."""
    start = span.start
    return Span(span.file, start, Position(start.line, start.column + 1))
