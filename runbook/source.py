"""YAML with positions: every node knows where it stands.

Scalars are typed as GitHub types them (YAML 1.2 core), so ``on``, ``yes`` and ``010`` stay what
the author wrote. Source: actions/runner src/Sdk/WorkflowParser YamlObjectReader.cs@258d6c8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from runbook.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1_048_576  # GitHub's own limit for a workflow file
MAX_NODES = 200_000  # after expanding aliases; an alias bomb stops here
MAX_DEPTH = 100


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
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span


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


def parse_yaml(text: str, file: str) -> Document:
    """Parse `text` into nodes with positions.

    Raises:
        InputError: the text is not YAML, too big, too deep, or an alias bomb.
    """
    if len(text) > MAX_BYTES:
        raise InputError([_too_big(file, len(text))])
    import yaml  # noqa: PLC0415 - start-up: commands that read no YAML do not pay for it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        composed = yaml.compose(text, Loader=loader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InputError([_yaml_problem(error, file)]) from None
    builder = _Builder(file)
    root = builder.build(composed, 0) if composed is not None else None
    return Document(root, file, text, tuple(builder.problems))


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


_INT = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0x[0-9a-fA-F]+\Z|0o[0-7]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_INFINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)\Z")
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "null", "Null", "NULL", "~"), None),
}
_MAX_DIGITS = 400  # int() of a longer text is refused by Python or slow


def plain_value(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar under YAML 1.2 core."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if len(text) > _MAX_DIGITS or text[0] not in "+-.0123456789":
        return text
    if _INT.match(text):
        return int(text)
    return int(text, 0) if _BASED.match(text) else _float_value(text)


def _float_value(text: str) -> str | float:
    if _FLOAT.match(text):
        return float(text)
    infinite = _INFINITE.match(text)
    if infinite:
        return float(f"{infinite[1]}inf")
    return float("nan") if text in {".nan", ".NaN", ".NAN"} else text


class _Builder:
    """Turns composed PyYAML nodes into ours, counting as it goes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._count = 0

    def build(self, node: Any, depth: int) -> Node:  # noqa: ANN401 - PyYAML's nodes are untyped
        self._count += 1
        if self._count > MAX_NODES or depth > MAX_DEPTH:
            raise InputError([self._bomb(node)])
        span = self._span(node)
        if node.id == "scalar":
            quoted = bool(node.style)
            tagged = quoted or node.tag not in _CORE_TAGS
            value = node.value if tagged else plain_value(node.value)
            tag = None if node.tag in _CORE_TAGS or node.tag == "!" else node.tag
            return Scalar(value, node.value, quoted, span, tag)
        if node.id == "sequence":
            return Sequence(tuple(self.build(item, depth + 1) for item in node.value), span)
        return self._mapping(node, span, depth)

    def _mapping(self, node: Any, span: Span, depth: int) -> Mapping:  # noqa: ANN401 - as above
        pairs: list[tuple[Scalar, Node]] = []
        index: dict[str, Node] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, depth)
            value = self.build(value_node, depth + 1)
            if key.text == "<<" and not key.quoted:
                self.problems.append(_merge_key(key.span))
            if key.text in index:
                self.problems.append(_duplicate(key))
                continue
            pairs.append((key, value))
            index[key.text] = value
        return Mapping(tuple(pairs), span, index)

    def _key(self, node: Any, depth: int) -> Scalar:  # noqa: ANN401 - as above
        built = self.build(node, depth + 1)
        if isinstance(built, Scalar):
            return built
        problem = Problem("a key must be a single value", built.span, "a collection", "text")
        raise InputError([problem])

    def _span(self, node: Any) -> Span:  # noqa: ANN401 - as above
        start, end = node.start_mark, node.end_mark
        return Span(
            self.file,
            Position(start.line + 1, start.column + 1),
            Position(end.line + 1, end.column + 1),
        )

    def _bomb(self, node: Any) -> Problem:  # noqa: ANN401 - as above
        return Problem(
            "the YAML is too deep or its aliases expand without bound",
            self._span(node),
            expected=f"at most {MAX_NODES} nodes, {MAX_DEPTH} deep",
        )


_CORE_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value")
)


def _duplicate(key: Scalar) -> Problem:
    return Problem(f"the key {key.text!r} is already defined", key.span, found=key.text)


def _merge_key(span: Span) -> Problem:
    return Problem("merge keys (<<) are not supported here", span, found="<<")


def _too_big(file: str, size: int) -> Problem:
    start = Position(1, 1)
    return Problem(
        "the file is too big",
        Span(file, start, start),
        found=f"{size} characters",
        expected=f"at most {MAX_BYTES}",
    )


def _yaml_problem(error: BaseException, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    start = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it does not parse"
    return Problem(f"this is not YAML: {what}", Span(file, start, start))
