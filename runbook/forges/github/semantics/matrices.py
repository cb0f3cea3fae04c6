"""The combinations of a matrix. Source: github/docs run-job-variations.md (include, exclude)."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.expressions.evaluate import evaluate_or_unknown
from runbook.forges.github.semantics.expressions.values import (
    UNKNOWN_VALUE,
    Open,
    Value,
    equal,
)
from runbook.source import Scalar, to_python

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.github.semantics.expressions.evaluate import Scope
    from runbook.forges.github.syntax.model import Matrix
    from runbook.source import Node

MAX_COMBINATIONS = 256  # GitHub's own limit of jobs a matrix makes

Combination = dict[str, Value]


def combinations(matrix: Matrix | None, scope: Scope) -> tuple[Combination, ...]:
    """Every value of the `matrix` context, in order; one empty combination without a matrix.

    A part that is not known makes its entries unknown, or the whole context open.
    """
    if matrix is None:
        return ({},)
    if matrix.dynamic and not matrix.dimensions and not matrix.include:
        return (Open(),)
    dimensions = {name: _values(nodes, scope) for name, nodes in matrix.dimensions.items()}
    excluded = [_plain(item) for item in matrix.exclude]
    crossed = islice(product(*dimensions.values()), MAX_COMBINATIONS if dimensions else 0)
    made = [dict(zip(dimensions, values, strict=True)) for values in crossed]
    kept = [item for item in made if not any(_agrees(item, other) for other in excluded)]
    return tuple(_with_includes(kept, matrix, set(dimensions))) or ({},)


def _with_includes(
    kept: list[Combination], matrix: Matrix, dimensions: set[str]
) -> list[Combination]:
    """Each include adds to the combinations whose own values it leaves alone, or is a new one."""
    originals = len(kept)
    for node in matrix.include:
        extra = _plain(node)
        shared = {name: value for name, value in extra.items() if name in dimensions}
        fitting = [item for item in kept[:originals] if _agrees(item, shared)]
        for item in fitting:
            item.update(extra)
        if not fitting:
            kept.append(extra)
    return kept[:MAX_COMBINATIONS]


def _values(nodes: tuple[Node, ...], scope: Scope) -> list[Value]:
    if len(nodes) == 1 and isinstance(nodes[0], Scalar) and "${{" in nodes[0].text:
        found = evaluate_or_unknown(nodes[0].text, scope)
        if found.known and isinstance(found.members[0], list):
            return found.members[0]
        return [UNKNOWN_VALUE]
    return [_value(node, scope) for node in nodes]


def _value(node: Node, scope: Scope) -> Value:
    if isinstance(node, Scalar) and "${{" in node.text:
        return evaluate_or_unknown(node.text, scope)
    return to_python(node)


def _plain(entry: Mapping[str, Node]) -> Combination:
    return {
        name: UNKNOWN_VALUE if isinstance(node, Scalar) and "${{" in node.text else to_python(node)
        for name, node in entry.items()
    }


def _agrees(combination: Combination, part: Combination) -> bool:
    return all(
        name in combination and (combination[name] == value or equal(combination[name], value))
        for name, value in part.items()
    )
