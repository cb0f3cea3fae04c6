"""Positions, and the nodes of a YAML text that know theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.errors import Problem


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text; line and column count from 1, columns count characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file; `end` is exclusive. `file` is the path as shown to the user."""

    file: str
    start: Position
    end: Position

    def __str__(self) -> str:
        return f"{self.file}:{self.start.line}:{self.start.column}"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; `text` is what was written (without quotes), `value` how GitHub reads it.

    `tag` is set for an explicit tag that YAML's core does not know, such as an unquoted ``!v*``.
    """

    value: str | int | float | bool | None
    text: str
    quoted: bool
    span: Span
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes; `tag` as in `Scalar`."""

    items: tuple[Node, ...]
    span: Span
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """Pairs in the order written; of duplicate keys the first one counts."""

    pairs: tuple[tuple[Scalar, Node], ...]
    span: Span
    index: dict[str, Node] = field(repr=False, compare=False)

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None when it is absent."""
        return self.index.get(key)

    def key(self, name: str) -> Scalar | None:
        """The key node called `name`, for its position."""
        return next((key for key, _ in self.pairs if key.text == name), None)


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed YAML text; `problems` are tolerable (duplicate keys, merge keys)."""

    root: Node | None
    file: str
    text: str = field(repr=False)
    problems: tuple[Problem, ...] = ()


def to_python(node: Node | None) -> Any:  # noqa: ANN401 - YAML data is any data
    """Plain Python data of a node, typed as GitHub types it."""
    if node is None or isinstance(node, Scalar):
        return None if node is None else node.value
    if isinstance(node, Sequence):
        return [to_python(item) for item in node.items]
    return {key.text: to_python(value) for key, value in node.pairs}


def walk(node: Node | None) -> Iterator[Node]:
    """`node` and everything below it, in document order."""
    if node is None:
        return
    yield node
    if isinstance(node, Sequence):
        for item in node.items:
            yield from walk(item)
    elif isinstance(node, Mapping):
        for key, value in node.pairs:
            yield key
            yield from walk(value)
