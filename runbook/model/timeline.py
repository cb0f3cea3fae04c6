"""What a simulated event does, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.model.claims import Claims
    from runbook.model.comparison import Match
    from runbook.source import Span


class EventKind(StrEnum):
    """What happens on the forge; the values are GitHub's event names."""

    PUSH = "push"
    RELEASE = "release"
    DISPATCH = "workflow_dispatch"
    SCHEDULE = "schedule"
    WORKFLOW_RUN = "workflow_run"
    PULL_REQUEST = "pull_request"
    PULL_REQUEST_TARGET = "pull_request_target"
    REPOSITORY_DISPATCH = "repository_dispatch"
    CREATE = "create"
    DELETE = "delete"


# What can happen to a release. Source: github/docs events-that-trigger-workflows.md@037ad6b
RELEASE_TYPES: Final = (
    *("published", "unpublished", "created", "edited"),
    *("deleted", "prereleased", "released"),
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens. `ref` is the full ref (``refs/tags/v1``).

    `activity` is the type (published, created, opened). `by_forge_token` means that a workflow
    made it with the forge's own token. `tags_at_once` counts new tags in the same push.
    `message` is the commit message, for ``[skip ci]``. `paths` are changed files, None unknown.
    `base` is the short name of the branch a pull request or a finished run is about; "" stands
    for the default branch. `workflow` is the file a dispatch or schedule starts, or the name of
    the workflow whose run finished.
    """

    kind: EventKind
    ref: str
    activity: str = ""
    inputs: Mapping[str, str | bool] = field(default_factory=dict)
    workflow: str | None = None
    by_forge_token: bool = False
    tags_at_once: int = 1
    message: str = ""
    paths: tuple[str, ...] | None = None
    fork: bool = False
    draft: bool = False
    prerelease: bool = False
    base: str = ""

    @property
    def is_tag(self) -> bool:
        """Whether the ref is a tag."""
        return self.ref.startswith("refs/tags/")

    @property
    def name(self) -> str:
        """The short name of the ref."""
        for prefix in ("refs/tags/", "refs/heads/", "refs/"):
            if self.ref.startswith(prefix):
                return self.ref.removeprefix(prefix)
        return self.ref


class Stage(StrEnum):
    """The stages an event goes through, in order."""

    EVENT = "event"
    FILTER = "filter"
    START = "start"
    JOB = "job"
    ENVIRONMENT = "environment"
    POLICY = "policy"
    APPROVAL = "approval"
    TOKEN = "token"  # noqa: S105 - the name of a stage
    CLAIMS = "claims"
    EXCHANGE = "exchange"
    UPLOAD = "upload"
    EFFECT = "effect"


class Verdict(StrEnum):
    """What a step decides: it goes on, stops, waits for a person, is skipped, or is unknown."""

    GOES = "goes"
    STOPS = "stops"
    WAITS = "waits"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One thing that happens.

    `reason` is one sentence. `message` is exactly what the user will see, printed from the
    signature `signature`. `facts` are ids of the facts used. `publication` is the key of the
    one concerned, for the steps after the job.
    """

    stage: Stage
    verdict: Verdict
    title: str
    reason: str
    workflow: str = ""
    job: str = ""
    environment: str = ""
    publication: str = ""
    message: str = ""
    signature: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    span: Span | None = None
    facts: tuple[str, ...] = ()
    claims: Claims | None = None
    match: Match | None = None


class Result(StrEnum):
    """How it ends for one publication."""

    PUBLISHED = "published"
    WAITING = "published after approval"
    REFUSED = "refused"
    NOT_STARTED = "not started"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of one publication of a timeline; `step` is the index of the step that decided."""

    publication: str
    result: Result
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything an event leads to."""

    event: Event
    steps: tuple[TimelineStep, ...]
    endings: tuple[Ending, ...]
    as_of: str

    def ending(self, publication: str) -> Ending | None:
        """How it ends for the publication with that key."""
        return next((item for item in self.endings if item.publication == publication), None)
