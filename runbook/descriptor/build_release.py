"""Releases of a checked shape as the model's."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from runbook.descriptor.github import (
    DispatchRelease,
    MergeRelease,
    PublishedRelease,
    ScheduleRelease,
    TagRelease,
)
from runbook.descriptor.gitlab import ManualPipeline, MergePipeline, ScheduledPipeline, TagPipeline
from runbook.descriptor.nodes import child, pairs
from runbook.descriptor.origins import declared, derived, origins
from runbook.descriptor.shape import many
from runbook.forges.github.semantics import filters
from runbook.model.release import Release, StartedBy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.descriptor.github import WorkflowShape
    from runbook.descriptor.gitlab import PipelineShape
    from runbook.source import Mapping as MappingNode
    from runbook.source import Node, Scalar

    Shape = (
        TagRelease
        | MergeRelease
        | DispatchRelease
        | ScheduleRelease
        | PublishedRelease
        | TagPipeline
        | MergePipeline
        | ManualPipeline
        | ScheduledPipeline
    )

_RENAMED = {"from": "branches", "tags_matching": "tags"}
_ON_A_BRANCH = frozenset({StartedBy.MERGE, StartedBy.DISPATCH, StartedBy.SCHEDULE})
_REGEX_SPECIAL = re.compile(r"[.+()|{}$]")
_TAG = "refs/tags/"
_HEAD = "refs/heads/"
_DEFAULT_BRANCH = derived("the default branch")


def build_releases(
    workflows: Mapping[str, WorkflowShape | PipelineShape | None],
    root: MappingNode,
    default_branch: str,
) -> tuple[Release, ...]:
    """The releases of all workflows, in the order written."""
    releases = []
    for file, node in pairs(root.get("workflows")):
        shape = workflows[file.text]
        bodies: Mapping[str, Any] = (shape.releases if shape else None) or {}
        for key, body in pairs(child(node, "releases")):
            releases.append(_release(key, body, bodies[key.text], file.text, default_branch))
    return tuple(releases)


def _release(key: Scalar, node: Node, shape: Shape, workflow: str, default_branch: str) -> Release:
    release = Release(
        name=key.text,
        workflow=workflow,
        by=StartedBy(shape.by),
        uploads=shape.uploads,
        example=shape.example or "",
        origins={"name": declared(key), "workflow": declared(key)} | origins(node, _RENAMED),
    )
    release = _with_trigger(release, shape)
    if release.by in _ON_A_BRANCH and not (release.tags or release.branches):
        found = {**release.origins, "branches": _DEFAULT_BRANCH}
        return replace(release, branches=(_name(shape, default_branch),), origins=found)
    return release


def _with_trigger(release: Release, shape: Shape) -> Release:
    match shape:
        case TagRelease() | TagPipeline():
            own = shape.tags if isinstance(shape, TagRelease) else shape.tags_matching
            return replace(release, tags=many(own))
        case MergeRelease() | MergePipeline():
            names = many(shape.branches)
            exact = tuple(map(_exactly, names))
            return replace(release, branches=names if isinstance(shape, MergeRelease) else exact)
        case DispatchRelease() | ManualPipeline():
            return _by_hand(release, shape)
        case ScheduleRelease() | ScheduledPipeline():
            return replace(release, cron=shape.cron)
        case PublishedRelease():
            types = tuple(shape.types or ("published",))
            return replace(release, types=types, tags=many(shape.tags))


def _by_hand(release: Release, shape: DispatchRelease | ManualPipeline) -> Release:
    refs = many(shape.from_)
    tags = tuple(ref.removeprefix(_TAG) for ref in refs if ref.startswith(_TAG))
    branches = tuple(ref.removeprefix(_HEAD) for ref in refs if not ref.startswith(_TAG))
    return replace(release, tags=tags, branches=branches, inputs=shape.inputs)


def _name(shape: Shape, branch: str) -> str:
    """A branch as the trigger of `shape` says it: a filter, a regular expression, or a name."""
    if isinstance(shape, MergeRelease):
        return filters.exactly(branch)
    return _exactly(branch) if isinstance(shape, MergePipeline) else branch


def _exactly(branch: str) -> str:
    escaped = _REGEX_SPECIAL.sub(r"\\\g<0>", branch)
    return f"^{escaped}$"
