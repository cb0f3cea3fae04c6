"""The manifests of the planned packages, and values in files that are not YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.repository.members import ecosystem_of, is_workspace, members
from runbook.repository.remote import parse_remote
from runbook.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.model.publication import Publication
    from runbook.repository.model import Manifest

_SEPARATORS = re.compile(r"[-_.]+")
_SHORT = re.compile(r"(?:github:)?([A-Za-z0-9-]{1,100})/([A-Za-z0-9._-]{1,100})\Z")
_ASIDE = re.compile(
    r"(?:^|[-_/])(?:tests?|e2e|examples?|fixtures?|testdata|playgrounds?|benchmarks?|demos?)"
    r"(?:$|[-_/])"
)
_INTO = frozenset({"tree", "blob"})


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


def repository_of(manifest: Manifest, host: str) -> str:
    """owner/repo of a manifest's repository on `host`, in its own case; "" for none there.

    On GitHub an address may lead into the repository (``/tree/main/packages/a``).
    """
    url = manifest.repository_url or ""
    short = _SHORT.match(url)
    if short is not None:
        return f"{short[1]}/{short[2]}" if manifest.ecosystem == "npm" else ""
    remote = parse_remote(url)
    if remote is None or remote.host != host:
        return ""
    parts = f"{remote.owner}/{remote.repo}".split("/")
    inside = len(parts) > 3 and parts[2] in _INTO  # noqa: PLR2004 - owner, repo, tree, branch
    return "/".join(parts[:2] if inside else parts)


def declaring(case: Case, item: Publication) -> Iterator[tuple[str, list[Manifest]]]:
    """(package, its manifests) for the planned packages of a publication.

    Of several manifests of one name, those among tests and examples do not count. A workspace
    whose pattern meets no package is yielded as its pattern, without manifests.
    """
    ecosystem = ecosystem_of(item.registry)
    known = own_manifests(case, ecosystem)
    for name in item.packages:
        if is_workspace(name):
            inside = members(case.repository, name, ecosystem) if case.repository else ()
            others = (one for one in inside if one.name not in item.packages)
            yield from ((one.name or "", [one]) for one in others)
            if not inside:
                yield name, []
            continue
        named = [one for one in known if one.name and same_name(one.name, name, ecosystem)]
        yield name, [one for one in named if not is_aside(one)] or named[:1]


def is_aside(manifest: Manifest) -> bool:
    """Whether a manifest stands among tests, examples or documents."""
    folder = manifest.folder
    return is_example(folder) or "docs" in folder.lower().split("/")


def is_example(folder: str) -> bool:
    """Whether a folder holds what is there for tests or as an example."""
    return _ASIDE.search(folder.lower()) is not None


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
