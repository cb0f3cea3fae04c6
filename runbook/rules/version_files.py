"""The version that a declared file states under a declared key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runbook.errors import InputError
from runbook.repository.manifests.json_text import read_json
from runbook.repository.manifests.toml import read_toml
from runbook.rules.manifests import find_text
from runbook.source import Mapping, Position, Scalar, Span, parse_yaml

if TYPE_CHECKING:
    from runbook.model.descriptor import VersionFile
    from runbook.repository.checkout import Content
    from runbook.repository.model import Repository


@dataclass(frozen=True, slots=True)
class Stated:
    """A version and where it stands."""

    version: str
    span: Span


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is none."""

    why: str


def stated(repository: Repository, item: VersionFile) -> Stated | Missing:
    """What the file states; TOML, JSON, YAML, or a text that is nothing but the version."""
    try:
        content = repository.checkout.load(item.file)
        found = _value(content, item.key.split("."))
    except InputError as error:
        return Missing(error.problems[0].message)
    if found is None:
        return Missing("there is no such key")
    if isinstance(found, Stated):
        return found
    if not isinstance(found, str):
        return Missing("it is no text")
    return Stated(found, _place(content, item.key.rpartition(".")[2], found))


def _value(content: Content, path: list[str]) -> Any:  # noqa: ANN401 - any data can stand there
    if content.path.endswith((".yaml", ".yml")):
        return _of_yaml(content, path)
    read = read_toml if content.path.endswith(".toml") else read_json
    data: Any = read(content)
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def _of_yaml(content: Content, path: list[str]) -> Stated | None:
    node = parse_yaml(content.text, content.path).root
    for name in path:
        node = node.get(name) if isinstance(node, Mapping) else None
    return Stated(node.text, node.span) if isinstance(node, Scalar) else None


def _place(content: Content, key: str, version: str) -> Span:
    """The line that holds both key and value, else the first line."""
    for number, line in enumerate(content.text.split("\n"), 1):
        if key in line.partition("=")[0].partition(":")[0] and version in line:
            found = find_text(line, content.path, version)
            if found is not None:
                start, end = found.start.column, found.end.column
                return Span(content.path, Position(number, start), Position(number, end))
    return Span(content.path, Position(1, 1), Position(1, 1))
