"""YAML with positions: every node knows where it stands, and is typed as GitHub types it."""

from runbook.source.data import plain_data, read_data
from runbook.source.nodes import (
    Document,
    Mapping,
    Node,
    Position,
    Scalar,
    Sequence,
    Span,
    to_python,
    walk,
)
from runbook.source.parse import MAX_BYTES, MAX_DEPTH, MAX_NODES, parse_yaml
from runbook.source.scalars import plain_value

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "Document",
    "Mapping",
    "Node",
    "Position",
    "Scalar",
    "Sequence",
    "Span",
    "parse_yaml",
    "plain_data",
    "plain_value",
    "read_data",
    "to_python",
    "walk",
]
