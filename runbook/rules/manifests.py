"""The manifests of the planned packages, and values in files that are not YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.model.publication import Publication
    from runbook.repository.model import Manifest

_ECOSYSTEMS = {"testpypi": "pypi"}
_SEPARATORS = re.compile(r"[-_.]+")


def ecosystem_of(registry: str) -> str:
    """The id under which manifests of a registry's packages are read."""
    return _ECOSYSTEMS.get(registry, registry)


def same_name(one: str, other: str, ecosystem: str) -> bool:
    """Whether two names are the same package for its registry.

    PyPI does not tell ``-``, ``_`` and ``.`` apart, nor case (packaging.python.org, name
    normalization); crates.io not ``-`` and ``_``.
    """
    if ecosystem == "pypi":
        return _SEPARATORS.sub("-", one).lower() == _SEPARATORS.sub("-", other).lower()
    if ecosystem == "crates-io":
        return one.replace("_", "-").lower() == other.replace("_", "-").lower()
    return one == other


def own_manifests(case: Case, ecosystem: str) -> list[Manifest]:
    """The manifests of an ecosystem, as far as anybody looked."""
    found = case.repository.manifests if case.repository else ()
    return [item for item in found if item.ecosystem == ecosystem]


def declaring(case: Case, item: Publication) -> Iterator[tuple[str, list[Manifest]]]:
    """(package, its manifests) for the planned packages of a publication."""
    ecosystem = ecosystem_of(item.registry)
    known = own_manifests(case, ecosystem)
    for name in item.packages:
        yield name, [one for one in known if one.name and same_name(one.name, name, ecosystem)]


def place_of(manifest: Manifest) -> Span:
    """Where a manifest names its package, else its first line."""
    start = Position(1, 1)
    return manifest.name_span or manifest.version_span or Span(manifest.path, start, start)


def find_text(text: str, path: str, wanted: str) -> Span | None:
    """Where `wanted` stands in a file, when it stands there once."""
    if not wanted or text.count(wanted) != 1:
        return None
    at = text.index(wanted)
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return Span(path, Position(line, column), Position(line, column + len(wanted)))
