"""``strategy.matrix``: the dimensions of a job that runs several times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.syntax.model import Matrix
from runbook.source import Mapping, Scalar

if TYPE_CHECKING:
    from runbook.forges.github.syntax.reading import Reading
    from runbook.source import Node


def read_matrix(strategy: Node | None, reading: Reading) -> Matrix | None:
    """The matrix of a ``strategy``; `dynamic` when any part of it is an expression.

    A dimension that is one expression has that scalar as its only value.
    """
    settings = None if _is_expression(strategy) else reading.mapping(strategy)
    if settings is None:
        return (
            Matrix(strategy.span, dynamic=True) if strategy and _is_expression(strategy) else None
        )
    node = settings.get("matrix")
    if node is None or _is_expression(node):
        return None if node is None else Matrix(node.span, dynamic=True)
    matrix = reading.mapping(node)
    return None if matrix is None else _matrix(matrix, reading)


def _matrix(node: Mapping, reading: Reading) -> Matrix:
    dimensions = {
        key.text: (value,) if _is_expression(value) else reading.items(value)
        for key, value in node.pairs
        if key.text not in {"include", "exclude"}
    }
    return Matrix(
        node.span,
        dimensions,
        _combinations(node.get("include"), reading),
        _combinations(node.get("exclude"), reading),
        dynamic=any(_is_expression(value) for _, value in node.pairs),
    )


def _combinations(node: Node | None, reading: Reading) -> tuple[dict[str, Node], ...]:
    if _is_expression(node):
        return ()
    found = (reading.mapping(item) for item in reading.items(node))
    return tuple(item.index for item in found if item is not None)


def _is_expression(node: Node | None) -> bool:
    return isinstance(node, Scalar) and "${{" in node.text
