"""An inferred draft as a descriptor, without writing it and without pydantic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.descriptor import Descriptor, Packages, RegistryEntry
from runbook.model.environment import Environment
from runbook.model.forge import ForgeKind, Project
from runbook.model.origin import UNKNOWN, Origin, OriginKind
from runbook.model.plan import INFERRED
from runbook.model.release import Release, StartedBy
from runbook.repository.infer_way import exactly

if TYPE_CHECKING:
    from runbook.repository.infer_draft import Draft, DraftEntry, DraftRelease
    from runbook.source import Span


def drafted(draft: Draft) -> Descriptor:
    """The descriptor a draft stands for; what no file says is UNKNOWN."""
    default_branch = draft.default_branch or "main"
    return Descriptor(
        file=INFERRED,
        project=Project(
            draft.owner,
            draft.repo,
            draft.forge,
            draft.host,
            default_branch=default_branch,
            title="",
        ),
        releases=tuple(_release(item, default_branch) for item in draft.releases),
        environments=tuple(
            Environment(name, origins={"name": _read(span)})
            for name, span in draft.environments.items()
        ),
        registries=tuple(_entry(item) for item in draft.entries),
        workflows=tuple(dict.fromkeys(item.way.workflow for item in draft.releases)),
    )


def _release(item: DraftRelease, default_branch: str) -> Release:
    origin = _read(item.origin)
    way = item.way
    by = StartedBy(way.by)
    return Release(
        name=item.name,
        workflow=way.workflow,
        by=by,
        tags=way.tags,
        branches=_branches(item, default_branch),
        types=way.types,
        cron=way.cron or None,
        origins=dict.fromkeys(("name", "tags", "branches", "types", "by"), origin),
    )


def _branches(item: DraftRelease, default_branch: str) -> tuple[str, ...]:
    """The refs as the loader has them, which knows the default branch."""
    way = item.way
    if way.forge is ForgeKind.GITHUB:
        return (default_branch,) if way.by in {"dispatch", "schedule"} else way.branches
    if way.by == "tag" or (way.by == "dispatch" and way.tags and not way.branches):
        return ()
    names = way.branches or (default_branch,)
    return tuple(map(exactly, names)) if way.by == "merge" else names


def _entry(item: DraftEntry) -> RegistryEntry:
    found = item.found
    kind, _, where = found.via.partition(":")
    return RegistryEntry(
        registry=found.registry,
        packages=Packages(found.packages),
        workflow=found.call_path,
        job=found.uploading_job,
        release=item.release or UNKNOWN,
        environment=found.environment.value if found.environment.known else UNKNOWN,
        client=found.client,
        auth=found.auth.value,
        via=where.rpartition("/")[0] if kind == "composite" else "",
        origins=dict.fromkeys(("registry", "environment", "job", "package"), _read(found.span)),
    )


def _read(span: Span) -> Origin:
    return Origin(OriginKind.READ, span)
