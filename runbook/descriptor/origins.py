"""Where the values of a mapping come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.descriptor.nodes import pairs
from runbook.model.origin import Origin, OriginKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.source import Node


def declared(node: Node) -> Origin:
    """The origin of a value that stands in the descriptor."""
    return Origin(OriginKind.DECLARED, node.span)


def derived(note: str) -> Origin:
    """The origin of a value that follows from another key of the descriptor."""
    return Origin(OriginKind.DERIVED, note=note)


def origins(node: Node | None, renamed: Mapping[str, str] | None = None) -> dict[str, Origin]:
    """Origins of all keys of a mapping; `renamed` leads from a key to the model's field."""
    names = renamed or {}
    return {names.get(key.text, key.text): declared(value) for key, value in pairs(node)}
