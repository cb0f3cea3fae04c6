"""Nodes out of the parser's events.

PyYAML's own composer recurses in C without a limit, so that 30,000 brackets end the process; here
the depth is checked before it grows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from runbook.errors import InputError, Problem
from runbook.source.nodes import Mapping, Node, Position, Scalar, Sequence, Span
from runbook.source.scalars import plain_value
from runbook.text import plain

if TYPE_CHECKING:
    from typing import Protocol

    from yaml.events import NodeEvent

    class Mark(Protocol):
        """A place in the text; counts from 0."""

        @property
        def line(self) -> int:
            """The line."""

        @property
        def column(self) -> int:
            """The character in the line."""

    class Parser(Protocol):
        """What is used of PyYAML's loaders."""

        def get_event(self) -> NodeEvent:
            """The next event; those that are looked into are of nodes."""


_CORE = "tag:yaml.org,2002:"
_TYPED = frozenset(_CORE + name for name in ("int", "float", "bool", "null"))
_TEXT = frozenset({_CORE + "str", "!"})  # a lone `!` says: not what it looks like, but text
_LIST = frozenset({_CORE + "seq", "!", None})


class Composer:
    """Builds the one document of a stream; `problems` are what is tolerable in it.

    With `as_written`, keys that stand twice and merge keys are all kept and are no problem.
    """

    def __init__(
        self, parser: Parser, file: str, max_nodes: int, max_depth: int, *, as_written: bool = False
    ) -> None:
        self.problems: list[Problem] = []
        self._as_written = as_written
        self._next = parser.get_event
        self._file = file
        self._max_nodes = max_nodes
        self._max_depth = max_depth
        self._count = 0
        self._height = 0  # of the node composed last
        self._anchors: dict[str, tuple[Node, int, int]] = {}

    def document(self) -> Node | None:
        """The root node, None for an empty stream.

        Raises:
            InputError: too many nodes, too deep, an unknown alias, or a second document.
            yaml.YAMLError: the text does not parse.
        """
        self._next()  # the stream starts
        if isinstance(self._next(), StreamEndEvent):
            return None
        root = self._node(self._next(), 0)
        self._next()  # the document ends
        following = self._next()
        if not isinstance(following, StreamEndEvent):
            self._refuse(following, "there is more than one document")
        return root

    def _node(self, event: NodeEvent, depth: int) -> Node:
        if isinstance(event, AliasEvent):
            return self._alias(event, depth)
        before = self._count
        self._count += 1
        if self._count > self._max_nodes or depth > self._max_depth:
            self._refuse_bomb(event)
        if isinstance(event, ScalarEvent):
            node: Node = self._scalar(event)
            self._height = 0
        elif isinstance(event, SequenceStartEvent):
            node = self._sequence(event, depth)
        else:
            node = self._mapping(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = (node, self._count - before, self._height)
        return node

    def _alias(self, event: NodeEvent, depth: int) -> Node:
        known = self._anchors.get(event.anchor or "")
        if known is None:
            self._refuse(event, f"there is no anchor &{plain(event.anchor or '')} above")
        node, count, self._height = known
        self._count += count
        if self._count > self._max_nodes or depth + self._height > self._max_depth:
            self._refuse_bomb(event)
        return node

    def _scalar(self, event: ScalarEvent) -> Scalar:
        text, tag = event.value, event.tag
        quoted = bool(event.style)
        span = self._span(event.start_mark, event.end_mark)
        if tag is None:
            return Scalar(text if quoted else plain_value(text), text, quoted, span)
        if tag in _TYPED:
            return Scalar(plain_value(text), text, quoted, span)
        return Scalar(text, text, quoted, span, None if tag in _TEXT else tag)

    def _sequence(self, start: SequenceStartEvent, depth: int) -> Sequence:
        items = []
        height = 0
        while not isinstance(event := self._next(), SequenceEndEvent):
            items.append(self._node(event, depth + 1))
            height = max(height, self._height + 1)
        self._height = height
        tag = None if start.tag in _LIST else start.tag
        return Sequence(tuple(items), self._span(start.start_mark, event.end_mark), tag)

    def _mapping(self, start: NodeEvent, depth: int) -> Mapping:
        pairs: list[tuple[Scalar, Node]] = []
        index: dict[str, Node] = {}
        height = 0
        while not isinstance(event := self._next(), MappingEndEvent):
            key = self._key(event, depth)
            value = self._node(self._next(), depth + 1)
            height = max(height, self._height + 1)
            if key.text in index and not self._as_written:
                self.problems.append(_duplicate(key))
                continue
            pairs.append((key, value))
            index[key.text] = value
        self._height = height
        span = self._span(start.start_mark, event.end_mark)
        return Mapping(tuple(pairs), span, index)

    def _key(self, event: NodeEvent, depth: int) -> Scalar:
        key = self._node(event, depth + 1)
        if not isinstance(key, Scalar):
            self._refuse(event, "a key must be a single value", "a collection", "text")
        if key.text == "<<" and not (key.quoted or self._as_written):
            self.problems.append(_merge_key(key.span))
        return key

    def _span(self, start: Mark | None, end: Mark | None) -> Span:
        return Span(self._file, _position(start), _position(end))

    def _refuse_bomb(self, event: NodeEvent) -> NoReturn:
        message = "the YAML is too deep or its aliases expand without bound"
        limits = f"at most {self._max_nodes} nodes, {self._max_depth} deep"
        self._refuse(event, message, expected=limits)

    def _refuse(
        self, event: NodeEvent, message: str, found: str | None = None, expected: str | None = None
    ) -> NoReturn:
        span = self._span(event.start_mark, event.end_mark)
        raise InputError([Problem(message, span, found, expected)])


def _position(mark: Mark | None) -> Position:
    return Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)


def _duplicate(key: Scalar) -> Problem:
    return Problem(f"the key {plain(key.text)!r} is already defined", key.span, plain(key.text))


def _merge_key(span: Span) -> Problem:
    return Problem("merge keys (<<) are not supported here", span, found="<<")
