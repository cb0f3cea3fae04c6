"""The packages of a workspace: those whose manifests stand in folders that a pattern names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.semantics.fnmatch import fnmatch

if TYPE_CHECKING:
    from runbook.repository.model import Manifest, Repository


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
