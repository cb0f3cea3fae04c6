"""``!reference [job, key]``: a value taken from elsewhere in the pipeline.

Source: gitlabhq/gitlabhq doc/ci/yaml/yaml_optimization.md, lib/gitlab/ci/config/yaml/tags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.gitlab.syntax.tree import mapping_of
from runbook.source import Mapping, Scalar, Sequence
from runbook.text import plain

if TYPE_CHECKING:
    from runbook.forges.gitlab.syntax.reading import Reading
    from runbook.source import Node

TAG = "!reference"
_DIGITS = 6  # of a place in a list, fewer than this
_Path = tuple[str, ...]


class References:
    """Puts in what references name; one that names nothing stays as it is."""

    def __init__(self, root: Mapping, reading: Reading, *, complete: bool) -> None:
        self._root = root
        self._reading = reading
        self._complete = complete

    def resolved(self) -> Mapping:
        """The pipeline with every reference followed."""
        found = self._resolved(self._root, (), 0)
        return found if isinstance(found, Mapping) else self._root

    def _resolved(self, node: Node, above: tuple[_Path, ...], depth: int) -> Node:
        self._reading.budget.spend(depth=depth)
        if isinstance(node, Scalar):
            return node
        if isinstance(node, Mapping):
            table = {
                key.text: (key, self._resolved(value, above, depth + 1))
                for key, value in node.pairs
            }
            return mapping_of(table, node.span)
        if node.tag == TAG:
            return self._followed(node, above, depth)
        items = tuple(self._resolved(item, above, depth + 1) for item in node.items)
        return Sequence(items, node.span, node.tag)

    def _followed(self, node: Sequence, above: tuple[_Path, ...], depth: int) -> Node:
        path = tuple(item.text for item in node.items if isinstance(item, Scalar))
        label = f"!reference [{', '.join(plain(name) for name in path)}]"
        if not path or len(path) != len(node.items):
            self._reading.report(f"{label} is not valid", node.span)
            return node
        if path in above:
            self._reading.report(f"{label} is part of a circular chain", node.span)
            return node
        found: Node | None = self._root
        for name in path:
            found = _inside(found, name)
        if found is None or (isinstance(found, Scalar) and found.value is None):
            if self._complete:
                self._reading.report(f"{label} could not be found", node.span)
            return node
        return self._resolved(found, (*above, path), depth + 1)


def _inside(node: Node | None, name: str) -> Node | None:
    """What a mapping has under `name`, or a list at that number."""
    if isinstance(node, Mapping):
        return node.get(name)
    at = int(name) if name.isascii() and name.isdigit() and len(name) < _DIGITS else -1
    return node.items[at] if isinstance(node, Sequence) and 0 <= at < len(node.items) else None
