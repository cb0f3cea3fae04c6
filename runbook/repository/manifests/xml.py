"""Properties of an MSBuild file, read with the streaming parser: no tree, no entities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.source import Position, Span

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

    from runbook.repository.checkout import Content


@dataclass(frozen=True, slots=True)
class Property:
    """The text of a property and where it begins; `conditional` when MSBuild may skip it."""

    text: str
    span: Span
    conditional: bool = False

    @property
    def is_static(self) -> bool:
        """Whether the text is the value: no other property or function in it."""
        return "$(" not in self.text and not self.conditional


@dataclass(frozen=True, slots=True)
class Project:
    """The SDK named at the root and the properties; of repeated ones the last counts."""

    sdk: str = ""
    properties: dict[str, Property] = field(default_factory=dict)


def read_properties(content: Content) -> Project:
    """The properties of all ``PropertyGroup`` elements.

    Raises:
        InputError: it is not XML, or has a document type, whose entities could expand.
    """
    from xml.parsers import expat  # noqa: PLC0415 - start-up: only .NET repositories need it

    parser = expat.ParserCreate("utf-8")
    reader = _Reader(content.path, parser)
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(content.text.encode(errors="replace"), True)
    except expat.ExpatError as error:
        start = Position(error.lineno, error.offset + 1)
        problem = Problem("this is not XML", Span(content.path, start, start))
        raise InputError([problem]) from None
    return Project(reader.sdk, reader.properties)


_GROUP_DEPTH, _PROPERTY_DEPTH = 2, 3


class _Reader:
    """Collects ``Project/PropertyGroup/NAME`` while expat goes through the text."""

    def __init__(self, path: str, parser: XMLParserType) -> None:
        self.sdk = ""
        self.properties: dict[str, Property] = {}
        self._path = path
        self._parser = parser
        self._depth = 0
        self._in_group = False
        self._conditions: list[bool] = []
        self._text: list[str] = []
        self._start = Position(1, 1)

    def refuse(self, *_: object) -> None:
        position = self._position()
        span = Span(self._path, position, position)
        raise InputError([Problem("a document type is not read here", span)])

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self.sdk = attributes.get("Sdk", "")
        if self._depth == _GROUP_DEPTH:
            self._in_group = name == "PropertyGroup"
        if self._depth <= _PROPERTY_DEPTH:
            self._conditions.append("Condition" in attributes)
        self._text = []

    def characters(self, data: str) -> None:
        if self._depth == _PROPERTY_DEPTH and self._in_group:
            if not self._text:
                self._start = self._position()
            self._text.append(data)

    def end(self, name: str) -> None:
        text = "".join(self._text).strip()
        if self._depth == _PROPERTY_DEPTH and self._in_group and text:
            end = Position(self._start.line, self._start.column + len(text))
            span = Span(self._path, self._start, end)
            self.properties[name] = Property(text, span, any(self._conditions))
        if self._depth <= _PROPERTY_DEPTH:
            self._conditions.pop()
        self._depth -= 1
        self._text = []

    def _position(self) -> Position:
        return Position(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
