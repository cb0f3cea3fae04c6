"""Trees of YAML nodes combined as GitLab combines them, with a bound on the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.source import Mapping, Position, Scalar, Sequence, Span

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

    from runbook.source import Node

MAX_WORK = 500_000  # nodes looked at or made while one pipeline is put together
MAX_DEPTH = 150  # of what references put into each other

Pair = tuple[Scalar, "Node"]


class Budget:
    """What is left of the work one pipeline may cost; a hostile one ends here."""

    def __init__(self, file: str) -> None:
        self._left = MAX_WORK
        self._file = file

    def spend(self, nodes: int = 1, depth: int = 0) -> None:
        """Take `nodes` off.

        Raises:
            InputError: nothing is left, or it is too deep.
        """
        self._left -= nodes
        if self._left < 0 or depth > MAX_DEPTH:
            message = "the pipeline is too large once its parts are put together"
            limits = f"at most {MAX_WORK} nodes, {MAX_DEPTH} deep"
            raise InputError([Problem(message, start_of(self._file), expected=limits)])


def start_of(file: str) -> Span:
    """The first character of a file."""
    return Span(file, Position(1, 1), Position(1, 1))


def mapping_of(table: Table[str, Pair], span: Span) -> Mapping:
    """A mapping with these pairs."""
    index = {name: value for name, (_, value) in table.items()}
    return Mapping(tuple(table.values()), span, index)


def table_of(mapping: Mapping) -> dict[str, Pair]:
    """The pairs of a mapping by name; of keys that stand twice the last one counts."""
    return {key.text: (key, value) for key, value in mapping.pairs}


def deep_merged(base: Mapping, over: Mapping, budget: Budget) -> Mapping:
    """`base` with what `over` says: mappings are merged, everything else is replaced."""
    budget.spend(len(base.pairs) + len(over.pairs) + 1)
    table = table_of(base)
    for key, value in over.pairs:
        known = table.get(key.text)
        if known and isinstance(known[1], Mapping) and isinstance(value, Mapping):
            table[key.text] = (key, deep_merged(known[1], value, budget))
        else:
            table[key.text] = (key, value)
    return mapping_of(table, over.span)


def with_merge_keys(node: Node, budget: Budget) -> Node:
    """`node` with its merge keys (``<<``) followed.

    What stands later wins, also what a merge key brings over a key before it. Source: ruby/psych
    lib/psych/visitors/to_ruby.rb (revive_hash).
    """
    budget.spend()
    if isinstance(node, Scalar):
        return node
    if isinstance(node, Sequence):
        items = tuple(with_merge_keys(item, budget) for item in node.items)
        return Sequence(items, node.span, node.tag)
    table: dict[str, Pair] = {}
    for key, written in node.pairs:
        value = with_merge_keys(written, budget)
        brought = _brought(value) if key.text == "<<" and not key.quoted else None
        if brought is None:
            table[key.text] = (key, value)
        else:
            budget.spend(len(brought))
            table |= brought
    return mapping_of(table, node.span)


def _brought(value: Node) -> dict[str, Pair] | None:
    """What a merge key brings; None for what cannot be merged, which stays a key."""
    if isinstance(value, Mapping):
        return table_of(value)
    if not isinstance(value, Sequence):
        return None
    table: dict[str, Pair] = {}
    for item in reversed(value.items):
        if not isinstance(item, Mapping):
            return None
        table |= table_of(item)
    return table
