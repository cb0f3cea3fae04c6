"""What a registry itself says about an entry: clients, ways in, fields of its form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.descriptor.near import did_you_mean
from runbook.descriptor.nodes import child, items, pairs, point, text, texts
from runbook.descriptor.words import clients, derived_fields, own_fields, registry_data
from runbook.errors import Problem
from runbook.source import Mapping, Scalar
from runbook.text import one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.model.record import FormField
    from runbook.registries.data import RegistryData
    from runbook.source import Node


def entries(root: Node, provider: str) -> Iterator[Problem]:
    """Problems of the items of `registries:` that only the registry's data can tell."""
    for entry in items(child(root, "registries")):
        data = registry_data(text(child(entry, "registry")) or "")
        if isinstance(entry, Mapping) and data is not None:
            yield from _word(
                entry.get("client"), clients(data), f"{data.name} knows no such client"
            )
            yield from _way_in(entry, data, provider)
            yield from _build(entry.get("build"), data)
            yield from _own_fields(entry, data, provider)
            yield from _needed_fields(entry, data, provider)
            yield from _derived_fields(entry, data, provider)


def _word(node: Node | None, choices: tuple[str, ...], message: str) -> Iterator[Problem]:
    word = text(node)
    if node is not None and word is not None and word not in choices:
        hint = did_you_mean(word, choices)
        yield Problem(message, node.span, word, one_of(choices), hint)


def _way_in(entry: Mapping, data: RegistryData, provider: str) -> Iterator[Problem]:
    ways = data.ways_from(provider)
    if ways:
        yield from _word(entry.get("auth"), ways, f"{data.name} has no such way in")
    else:
        yield Problem(
            f"nothing can be published to {data.name} from this forge",
            (entry.get("registry") or entry).span,
            found=data.id,
            hint="publish it from a project of another forge",
        )


def _build(node: Node | None, data: RegistryData) -> Iterator[Problem]:
    if node is not None:
        from runbook.forges.builds import build_ids  # noqa: PLC0415 - reads a file few need

        message = f"there is no such build of packages for {data.name}"
        yield from _word(node, build_ids(data.ecosystem), message)


def _own_fields(entry: Mapping, data: RegistryData, provider: str) -> Iterator[Problem]:
    fields = own_fields(data, provider)
    for key, value in pairs(entry.get("form")):
        if key.text in fields:
            yield from _field(value, fields[key.text])
            continue
        yield Problem(
            f"{data.name}'s form has no such field of its own",
            key.span,
            key.text,
            one_of(tuple(fields)) if fields else None,
            did_you_mean(key.text, fields),
        )


def _needed_fields(entry: Mapping, data: RegistryData, provider: str) -> Iterator[Problem]:
    """Boxes nobody can fill for the user; a stored token needs no form."""
    if text(entry.get("auth")) not in {None, "oidc"}:
        return
    for key, field in own_fields(data, provider).items():
        if field.required and not field.default and child(entry, "form", key) is None:
            message = f"{data.name}'s form needs {field.label!r}"
            yield Problem(message, point(entry.span), expected=f"form: {{{key}: ...}}")


def _derived_fields(entry: Mapping, data: RegistryData, provider: str) -> Iterator[Problem]:
    yield from _package(entry, data)
    fields = derived_fields(data, provider)
    sources = {"environment": ("environment",), "package": ("package", "packages")}
    for source, keys in sources.items():
        if source in fields:
            for key in keys:
                yield from _field(entry.get(key), fields[source])


def _package(entry: Mapping, data: RegistryData) -> Iterator[Problem]:
    """The name of a package where no form of the registry asks for it."""
    for item in (*texts(entry.get("package")), *texts(entry.get("packages"))):
        if data.package_pattern and re.fullmatch(data.package_pattern, item.text) is None:
            message = f"no name of a {data.noun} on {data.name}"
            yield Problem(message, item.span, item.text, f"a match of {data.package_pattern}")


def _field(node: Node | None, field: FormField) -> Iterator[Problem]:
    for item in texts(node):
        yield from field_problems(item, field)


def field_problems(item: Scalar, field: FormField) -> Iterator[Problem]:
    """What a form's field refuses of a value: not a choice, too long, not of its pattern."""
    if field.choices and item.text not in field.choices:
        hint = did_you_mean(item.text, field.choices)
        message = f"not a choice of {field.label!r}"
        yield Problem(message, item.span, item.text, one_of(field.choices), hint)
    elif field.max_length is not None and len(item.text) > field.max_length:
        expected = f"at most {field.max_length} characters"
        yield Problem(f"too long for {field.label!r}", item.span, item.text, expected)
    elif field.pattern is not None and re.fullmatch(field.pattern, item.text) is None:
        message = f"the registry refuses this in {field.label!r}"
        yield Problem(message, item.span, item.text, f"a match of {field.pattern}")
