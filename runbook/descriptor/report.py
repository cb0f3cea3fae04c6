"""Pydantic's errors as problems at the YAML's own positions."""

from __future__ import annotations

from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag

from runbook.descriptor.near import did_you_mean
from runbook.descriptor.nodes import point, shown, text
from runbook.errors import Problem
from runbook.source import Mapping, Sequence
from runbook.text import one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from runbook.source import Node, Scalar, Span

_TYPES = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "literal_error": "true",
}
Loc = tuple[int | str, ...]


def problems_of(error: ValidationError, model: type[BaseModel], root: Mapping) -> Iterator[Problem]:
    """One problem for each error, with the span of the node it is about."""
    for item in error.errors(include_url=False, include_input=False):
        yield _problem(item, model, root)


def _problem(item: ErrorDetails, model: type[BaseModel], root: Mapping) -> Problem:
    place = _Place(root, item["loc"])
    context = item.get("ctx", {})
    match item["type"]:
        case "missing":
            problem = _missing(place, str(item["loc"][-1]))
        case "extra_forbidden":
            problem = _unknown_key(place, model, item["loc"])
        case "release_kind":
            problem = _release_kind(place, context["words"].split(","))
        case "too_short":
            problem = _count(place, f"at least {context['min_length']}")
        case "too_long":
            problem = _count(place, f"at most {context['max_length']}")
        case "runbook":
            problem = _refused(place, context)
        case "list_type" if any(_keys_at(model, (*item["loc"], 0))):
            problem = _wrong_type(place, "a list of mappings")
        case kind:
            problem = _wrong_type(place, _TYPES.get(kind, item["msg"]))
    return problem


def _refused(place: _Place, context: dict[str, Any]) -> Problem:
    found = shown(place.node)
    return Problem(context["message"], place.span, found, context["expected"], context["hint"])


class _Place:
    """Where an error stands: the node, its key, and the mapping around it."""

    def __init__(self, root: Mapping, loc: Loc) -> None:
        self.node: Node = root
        self.key: Scalar | None = None
        self.is_key = False
        for segment in loc:
            self._enter(segment)

    def _enter(self, segment: int | str) -> None:
        if segment == "[key]" and self.key is not None:
            self.node, self.is_key = self.key, True
        elif isinstance(segment, int) and isinstance(self.node, Sequence):
            self.node, self.key = self.node.items[segment], None
        elif isinstance(self.node, Mapping) and str(segment) in self.node.index:
            self.key = self.node.key(str(segment))
            self.node = self.node.index[str(segment)]

    @property
    def span(self) -> Span:
        """The node itself; of a collection only where it starts."""
        if isinstance(self.node, Mapping | Sequence):
            return self.key.span if self.key is not None else point(self.node.span)
        return self.node.span


def _missing(place: _Place, name: str) -> Problem:
    hint = "write `runbook: 1`, the version of this format" if name == "runbook" else None
    return Problem(f"the key `{name}` is missing", place.span, expected=name, hint=hint)


def _unknown_key(place: _Place, model: type[BaseModel], loc: Loc) -> Problem:
    name = str(loc[-1])
    allowed = sorted(set(_keys_at(model, loc[:-1])))
    key = place.key.span if place.key is not None else place.span
    hint = did_you_mean(name, allowed)
    return Problem("unknown key", key, name, one_of(allowed, 20), hint)


def _release_kind(place: _Place, kinds: list[str]) -> Problem:
    if not isinstance(place.node, Mapping):
        return _wrong_type(place, "a mapping")
    by = place.node.get("by")
    if by is None:
        return Problem("the key `by` is missing", place.span, None, f"by: {one_of(kinds)}")
    hint = did_you_mean(text(by) or "", kinds)
    return Problem("nothing starts a release that way", by.span, shown(by), one_of(kinds), hint)


def _count(place: _Place, expected: str) -> Problem:
    found = len(place.node.items) if isinstance(place.node, Sequence) else 0
    return Problem("the wrong number of items", place.span, str(found), expected)


def _wrong_type(place: _Place, expected: str) -> Problem:
    found = shown(place.node)
    return Problem("the wrong type", place.span, found, expected, _retyped(place.node, expected))


_SWITCHES = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def _retyped(node: Node, expected: str) -> str | None:
    """How to write a scalar so that it has the type `expected`."""
    if isinstance(node, Mapping | Sequence) or not node.text:
        return None
    if expected == "text":
        return f'quote it: "{node.text}"'
    if expected == "a list":
        return f"write [{node.text}]"
    if expected == "true or false" and node.text.lower() in _SWITCHES:
        return f"write {_SWITCHES[node.text.lower()]}"
    is_number = expected == "a whole number" and node.quoted
    return "write it without quotes" if is_number else None


def _keys_at(annotation: Any, loc: Loc) -> Iterator[str]:  # noqa: ANN401 - any annotation
    """The keys a mapping at `loc` below `annotation` may have."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _in_annotated(arguments, loc)
    elif origin in {Union, UnionType}:
        for member in arguments:
            yield from _keys_at(member, loc)
    elif origin in {list, dict} and loc:
        yield from _keys_at(arguments[-1], loc[1:])
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from _in_model(annotation, loc)


def _in_annotated(arguments: tuple[Any, ...], loc: Loc) -> Iterator[str]:
    tags = [item.tag for item in arguments[1:] if isinstance(item, Tag)]
    if not tags:
        yield from _keys_at(arguments[0], loc)
    elif loc and loc[0] == tags[0]:
        yield from _keys_at(arguments[0], loc[1:])


def _in_model(model: type[BaseModel], loc: Loc) -> Iterator[str]:
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    if not loc:
        yield from fields
    elif loc[0] in fields:
        yield from _keys_at(fields[str(loc[0])].annotation, loc[1:])
