"""From a checked shape and its nodes to the model; every value keeps its origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.descriptor.build_entry import build_entry, build_expectation
from runbook.descriptor.build_environment import build_environments
from runbook.descriptor.build_release import build_releases
from runbook.descriptor.nodes import child, items
from runbook.descriptor.origins import declared, origins
from runbook.model.descriptor import CheckSettings, Descriptor, Ignore, VersionFile
from runbook.model.forge import Contact, ForgeKind, Project
from runbook.model.origin import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.descriptor.github import Entry, GitHubDescriptor
    from runbook.descriptor.gitlab import GitLabDescriptor, GitLabEntry
    from runbook.model.origin import Origin
    from runbook.source import Mapping, Node

    Root = GitHubDescriptor | GitLabDescriptor


def build(shape: Root, root: Mapping, file: str) -> Descriptor:
    """The model of a descriptor; `shape` was validated from `root`."""
    registries: Sequence[Entry | GitLabEntry] = shape.registries or ()
    entries = zip(registries, items(root.get("registries")), strict=True)
    expectations = zip(shape.expect or (), items(root.get("expect")), strict=True)
    project = _project(shape, root)
    return Descriptor(
        file=file,
        project=project,
        releases=build_releases(shape.workflows or {}, root, project.default_branch),
        environments=build_environments(shape.environments or {}, root),
        registries=tuple(build_entry(entry, node) for entry, node in entries),
        workflows=tuple(shape.workflows or ()),
        versions=_versions(shape, root),
        expectations=tuple(build_expectation(item, node) for item, node in expectations),
        checks=_checks(shape, root),
        templates=shape.templates or "",
    )


def _project(shape: Root, root: Mapping) -> Project:
    forge = shape.forge
    return Project(
        owner=shape.owner,
        repo=shape.repo,
        forge=ForgeKind.GITHUB if forge is None else ForgeKind(forge.kind),
        host="github.com" if forge is None else forge.host,
        tier=UNKNOWN if forge is None or forge.tier is None else forge.tier,
        visibility=shape.visibility or UNKNOWN,
        default_branch=shape.default_branch,
        title=shape.title or "",
        contacts=tuple(
            Contact(item.name, item.role or "", item.address or "") for item in shape.contacts or ()
        ),
        origins=origins(root) | _forge_origins(child(root, "forge")),
    )


def _forge_origins(forge: Node | None) -> dict[str, Origin]:
    return origins(forge, {"kind": "forge"})


def _versions(shape: Root, root: Mapping) -> tuple[VersionFile, ...]:
    both = zip(shape.versions or (), items(root.get("versions")), strict=True)
    return tuple(VersionFile(item.file, item.key, declared(node)) for item, node in both)


def _checks(shape: Root, root: Mapping) -> CheckSettings:
    if shape.check is None:
        return CheckSettings()
    both = zip(shape.check.ignore, items(child(root, "check", "ignore")), strict=True)
    ignored = (Ignore(item.rule, item.reason, item.until, declared(node)) for item, node in both)
    return CheckSettings(tuple(shape.check.select), tuple(ignored))
