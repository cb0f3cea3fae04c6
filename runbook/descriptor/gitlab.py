"""The shape of a descriptor of a project on GitLab."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag

from runbook.descriptor import names
from runbook.descriptor.patterns import REGEX
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

Workflow = Annotated[str, names.GITLAB_WORKFLOW]
Regexes = OneOrMany[Annotated[str, REGEX]]


class TagPipeline(ReleaseShape):
    """Started by the push of a tag."""

    by: Literal["tag"]
    """`tag`: the push of a tag starts it."""
    tags_matching: Regexes
    """Regular expressions of the rule, without slashes around them."""


class MergePipeline(ReleaseShape):
    """Started by a push to a branch."""

    by: Literal["merge"]
    """`merge`: a push to a branch starts it."""
    branches: Refs | None = None
    """Names of branches; the default branch when left out."""


class ManualPipeline(ReleaseShape):
    """Started by hand."""

    by: Literal["dispatch"]
    """`dispatch`: a person starts it."""
    from_: Refs | None = Field(default=None, alias="from")
    """Branches, or refs/tags/NAME, from which it is started; the default branch when left out."""
    inputs: Inputs = Field(default_factory=dict)
    """Variables or inputs typed into the form of the pipeline."""


class ScheduledPipeline(ReleaseShape):
    """Started by the clock."""

    by: Literal["schedule"]
    """`schedule`: the clock starts it."""
    cron: Annotated[str, names.CRON]
    """When, in the time zone of the schedule."""


_KINDS = ("tag", "merge", "dispatch", "schedule")
Pipeline = Annotated[
    Annotated[TagPipeline, Tag("<tag>")]
    | Annotated[MergePipeline, Tag("<merge>")]
    | Annotated[ManualPipeline, Tag("<dispatch>")]
    | Annotated[ScheduledPipeline, Tag("<schedule>")],
    release_kind(_KINDS),
]


class PipelineShape(Shape):
    """One pipeline file."""

    releases: dict[Annotated[str, names.RELEASE], Pipeline] | None = None
    """The ways to release that this file starts, by name."""


class GitLabEnvironment(Shape):
    """A protected environment; what is left out is unknown."""

    reviewers: list[Annotated[str, names.REVIEWER]] | None = None
    """Who may approve a deployment, as user:LOGIN or team:GROUP; null for nobody needed."""


class GitLabForge(Shape):
    """The forge."""

    kind: Annotated[str, names.FORGE]
    """Which forge it is."""
    host: Annotated[str, names.HOST] = "gitlab.com"
    """Its host name."""
    tier: Annotated[str, names.GITLAB_TIER] | None = None
    """What the subscription allows; unknown when left out."""


class GitLabEntry(EntryShape):
    """One registry that packages go to, by one job."""

    workflow: CallPath[Workflow]
    """The pipeline file; or it and the files it includes, in order."""
    job: Annotated[str, names.GITLAB_JOB] | None = None
    """The name of the uploading job."""


class GitLabDescriptor(RootShape):
    """A project on GitLab."""

    owner: Annotated[str, names.GITLAB_OWNER]
    """The user or the path of the group, such as acme/platform."""
    repo: Annotated[str, names.GITLAB_REPO]
    """The project, without its group."""
    forge: GitLabForge
    """The forge, and what its subscription allows."""
    workflows: dict[Workflow, PipelineShape | None] | None = None
    """Pipeline files, by path."""
    environments: dict[Annotated[str, names.ENVIRONMENT], GitLabEnvironment | None] | None = None
    """Environments, by name."""
    registries: list[GitLabEntry] | None
    """Where packages go."""
