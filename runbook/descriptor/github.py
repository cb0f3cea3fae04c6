"""The shape of a descriptor of a project on GitHub."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag

from runbook.descriptor import names
from runbook.descriptor.patterns import FILTER, POLICY
from runbook.descriptor.root import RootShape
from runbook.descriptor.shape import (
    CallPath,
    EntryShape,
    Inputs,
    OneOrMany,
    Refs,
    ReleaseShape,
    Shape,
    release_kind,
)

Workflow = Annotated[str, names.GITHUB_WORKFLOW]
Filters = OneOrMany[Annotated[str, FILTER]]
Policies = OneOrMany[Annotated[str, POLICY]]


class TagRelease(ReleaseShape):
    """Started by the push of a tag."""

    by: Literal["tag"]
    """`tag`: the push of a tag starts it."""
    tags: Filters
    """Filter patterns of the trigger (`on: push: tags:`)."""


class MergeRelease(ReleaseShape):
    """Started by a push to a branch."""

    by: Literal["merge"]
    """`merge`: a push to a branch starts it."""
    branches: Filters | None = None
    """Filter patterns of the trigger; the default branch when left out."""


class DispatchRelease(ReleaseShape):
    """Started by hand."""

    by: Literal["dispatch"]
    """`dispatch`: a person starts it."""
    from_: Refs | None = Field(default=None, alias="from")
    """Branches, or refs/tags/NAME, from which it is started; the default branch when left out."""
    inputs: Inputs = Field(default_factory=dict)
    """What is typed into the form of the run."""


class ScheduleRelease(ReleaseShape):
    """Started by the clock."""

    by: Literal["schedule"]
    """`schedule`: the clock starts it."""
    cron: Annotated[str, names.CRON]
    """When, in UTC."""


class PublishedRelease(ReleaseShape):
    """Started by a release on the forge."""

    by: Literal["release"]
    """`release`: a release on the forge starts it."""
    types: Annotated[list[Annotated[str, names.RELEASE_TYPE]], Field(min_length=1)] | None = None
    """Activity types of the trigger; published when left out."""
    tags: Filters | None = None
    """What the tags of such releases look like; the trigger itself cannot filter."""


_KINDS = ("tag", "merge", "dispatch", "schedule", "release")
Release = Annotated[
    Annotated[TagRelease, Tag("<tag>")]
    | Annotated[MergeRelease, Tag("<merge>")]
    | Annotated[DispatchRelease, Tag("<dispatch>")]
    | Annotated[ScheduleRelease, Tag("<schedule>")]
    | Annotated[PublishedRelease, Tag("<release>")],
    release_kind(_KINDS),
]


class WorkflowShape(Shape):
    """One workflow file."""

    releases: dict[Annotated[str, names.RELEASE], Release] | None = None
    """The ways to release that this file starts, by name; none for a file that is only called."""


class EnvironmentShape(Shape):
    """A deployment environment and its protection rules; what is left out is unknown."""

    reviewers: (
        Annotated[list[Annotated[str, names.REVIEWER]], Field(max_length=names.MOST_REVIEWERS)]
        | None
    ) = None
    """Required reviewers, as user:LOGIN or team:SLUG; null for none."""
    tags: Policies | None = None
    """Name patterns under "Deployment branches and tags", ref type Tag."""
    branches: Policies | None = None
    """Name patterns under "Deployment branches and tags", ref type Branch."""
    protected_branches: bool | None = None
    """true for "Protected branches only"."""
    wait_minutes: Annotated[int, names.WAIT] | None = None
    """The wait timer, in minutes; null for none."""
    prevent_self_review: bool | None = None
    """Whether whoever started the run may not approve it."""
    admins_bypass: bool | None = None
    """Whether administrators may bypass the protection rules."""


class ForgeShape(Shape):
    """The forge."""

    kind: Annotated[str, names.FORGE] = "github"
    """Which forge it is."""
    host: Annotated[str, names.HOST] = "github.com"
    """Its host name."""
    tier: Annotated[str, names.GITHUB_TIER] | None = None
    """What the subscription allows; unknown when left out."""


class Entry(EntryShape):
    """One registry that packages go to, by one job."""

    workflow: CallPath[Workflow]
    """The workflow file; or the files from the event to the uploading job, in order."""
    job: Annotated[str, names.GITHUB_JOB] | None = None
    """The id of the uploading job."""


class GitHubDescriptor(RootShape):
    """A project on GitHub."""

    owner: Annotated[str, names.GITHUB_OWNER]
    """The user or organisation that owns the repository."""
    repo: Annotated[str, names.GITHUB_REPO]
    """The repository, without its owner."""
    forge: ForgeShape | None = None
    """The forge; github.com when left out."""
    workflows: dict[Workflow, WorkflowShape | None] | None = None
    """Workflow files in .github/workflows, by file name."""
    environments: dict[Annotated[str, names.ENVIRONMENT], EnvironmentShape | None] | None = None
    """Deployment environments, by name."""
    registries: list[Entry] | None
    """Where packages go."""
