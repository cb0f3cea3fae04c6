"""The packages of a workspace: those whose manifests stand in folders that a pattern names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.fnmatch import fnmatch

if TYPE_CHECKING:
    from runbook.model.descriptor import Descriptor, RegistryEntry
    from runbook.repository.model import Manifest, Repository


_ECOSYSTEMS = {"testpypi": "pypi"}


def ecosystem_of(registry: str) -> str:
    """The id under which manifests of a registry's packages are read."""
    return _ECOSYSTEMS.get(registry, registry)


def is_workspace(package: str) -> bool:
    """Whether a planned "package" is the folder pattern of a workspace; names hold no ``*``."""
    return "*" in package


def members(repository: Repository, pattern: str, ecosystem: str) -> tuple[Manifest, ...]:
    """The manifests of packages below the pattern that may be published."""
    return tuple(
        item
        for item in repository.manifests
        if item.ecosystem == ecosystem
        and item.name
        and not item.private
        and fnmatch(pattern.rstrip("/"), item.folder)
    )


def spelled_out(descriptor: Descriptor, repository: Repository | None) -> Descriptor:
    """The descriptor with the packages of its workspaces by name, as far as somebody can look."""
    if repository is None:
        return descriptor
    entries = tuple(_named(entry, repository) for entry in descriptor.registries)
    return replace(descriptor, registries=entries)


def _named(entry: RegistryEntry, repository: Repository) -> RegistryEntry:
    pattern, new = entry.packages.workspace, entry.packages.new
    if pattern is None:
        return entry
    inside = members(repository, pattern, ecosystem_of(entry.registry))
    names = dict.fromkeys(item.name for item in inside if item.name and item.name not in new)
    return replace(entry, packages=replace(entry.packages, names=tuple(names)))
