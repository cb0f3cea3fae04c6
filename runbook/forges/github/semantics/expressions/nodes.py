"""The parts of an expression, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.forges.github.semantics.expressions.values import Value


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out."""

    value: Value


@dataclass(frozen=True, slots=True)
class Context:
    """A named value: github, inputs, matrix."""

    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """``of.key`` or ``of[key]``; `key` is None for ``*``."""

    of: Node
    key: Node | None


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; the name in lower case."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """``!of``."""

    of: Node


@dataclass(frozen=True, slots=True)
class Compare:
    """Two sides and one of ``== != < <= > >=``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Chain:
    """Terms joined by ``&&`` or by ``||``."""

    operator: str
    terms: tuple[Node, ...]


Node = Literal | Context | Index | Call | Not | Compare | Chain


def parts(node: Node) -> Iterator[Node]:
    """`node` and everything below it."""
    yield node
    below: tuple[Node, ...] = ()
    match node:
        case Index(of, key):
            below = (of,) if key is None else (of, key)
        case Call(_, arguments):
            below = arguments
        case Not(of):
            below = (of,)
        case Compare(_, left, right):
            below = (left, right)
        case Chain(_, terms):
            below = terms
        case Literal() | Context():
            pass
    for child in below:
        yield from parts(child)
