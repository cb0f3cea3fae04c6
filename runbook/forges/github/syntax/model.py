"""The workflow model: what stands in the file, typed, with positions. No meaning is added.

Unknown keys are kept in `extra`; problems that GitHub would report are kept in `problems`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.errors import Problem
    from runbook.source import Node, Span


@dataclass(frozen=True, slots=True)
class Text:
    """A string as written, which may hold ``${{ }}``, and where it stands."""

    value: str
    span: Span

    @property
    def is_dynamic(self) -> bool:
        """Whether an expression has to be evaluated to know it."""
        return "${{" in self.value


class UsesKind(StrEnum):
    """The forms of `uses`."""

    LOCAL = "local"  # ./path: the workspace for a step, the repository for a job
    SELF = "self"  # $/path: the repository of the containing file
    REMOTE = "remote"  # owner/repo[/path]@ref
    DOCKER = "docker"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Uses:
    """`uses:` of a step or a job. `comment` is the text behind ``#`` on its line."""

    kind: UsesKind
    text: str
    span: Span
    owner: str = ""
    repo: str = ""
    path: str = ""
    ref: str = ""
    comment: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it names a file or folder of the same repository, in either spelling."""
        return self.kind in (UsesKind.LOCAL, UsesKind.SELF)

    @property
    def action(self) -> str:
        """``owner/repo[/path]`` in lower case for a remote one, else the path."""
        if self.kind is UsesKind.REMOTE:
            return "/".join(part for part in (self.owner, self.repo, self.path) if part).lower()
        return self.path


@dataclass(frozen=True, slots=True)
class Permissions:
    """A `permissions:` block. `shorthand` is read-all or write-all; else `scopes` count."""

    span: Span
    shorthand: str = ""
    scopes: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Environment:
    """`environment:` of a job; `deployment` is None when the key is absent."""

    name: Text
    span: Span
    url: Text | None = None
    deployment: Text | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """An input of a dispatch, a reusable workflow or an action."""

    name: str
    span: Span
    type: str = "string"
    default: Text | None = None
    required: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trigger:
    """One event of `on:`.

    `filters` holds branches, branches-ignore, tags, tags-ignore, paths, paths-ignore, types and
    workflows as lists of texts; an absent filter is absent. `crons` are those of schedule.
    """

    event: str
    span: Span
    filters: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    inputs: tuple[Input, ...] = ()
    secrets: tuple[str, ...] = ()
    outputs: Mapping[str, Text] = field(default_factory=dict)
    crons: tuple[Text, ...] = ()
    extra: Mapping[str, Node] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Concurrency:
    """`concurrency:`; the three keys as written."""

    group: Text
    span: Span
    cancel_in_progress: Text | None = None
    queue: Text | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step. A step group (`parallel:`) has its steps in `parallel` and nothing else."""

    index: int
    span: Span
    id: str = ""
    name: Text | None = None
    uses: Uses | None = None
    run: Text | None = None
    shell: Text | None = None
    working_directory: Text | None = None
    condition: Text | None = None
    with_: Mapping[str, Text] = field(default_factory=dict)
    env: Mapping[str, Text] = field(default_factory=dict)
    continue_on_error: Text | None = None
    parallel: tuple[Step, ...] = ()
    extra: Mapping[str, Node] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Matrix:
    """`strategy.matrix`: dimensions with their values as nodes, or one expression."""

    span: Span
    dimensions: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    include: tuple[Mapping[str, Node], ...] = ()
    exclude: tuple[Mapping[str, Node], ...] = ()
    dynamic: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """One job: steps, or a call of a reusable workflow (`uses`)."""

    id: str
    span: Span
    key_span: Span
    name: Text | None = None
    needs: tuple[Text, ...] = ()
    condition: Text | None = None
    environment: Environment | None = None
    permissions: Permissions | None = None
    runs_on: tuple[Text, ...] = ()
    uses: Uses | None = None
    with_: Mapping[str, Text] = field(default_factory=dict)
    secrets: Mapping[str, Text] | str = field(default_factory=dict)
    env: Mapping[str, Text] = field(default_factory=dict)
    outputs: Mapping[str, Text] = field(default_factory=dict)
    matrix: Matrix | None = None
    concurrency: Concurrency | None = None
    container: Node | None = None
    continue_on_error: Text | None = None
    steps: tuple[Step, ...] = ()
    extra: Mapping[str, Node] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Workflow:
    """One file below ``.github/workflows``; `path` is relative to the repository's root."""

    path: str
    span: Span
    name: Text | None = None
    triggers: tuple[Trigger, ...] = ()
    permissions: Permissions | None = None
    env: Mapping[str, Text] = field(default_factory=dict)
    concurrency: Concurrency | None = None
    jobs: Mapping[str, Job] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    extra: Mapping[str, Node] = field(default_factory=dict, compare=False, repr=False)
    text: str = field(default="", compare=False, repr=False)

    @property
    def file(self) -> str:
        """The file name, which registries call the workflow."""
        return self.path.rpartition("/")[2]

    def trigger(self, event: str) -> Trigger | None:
        """The trigger for `event`, if the workflow has it."""
        return next((item for item in self.triggers if item.event == event), None)


@dataclass(frozen=True, slots=True)
class Action:
    """A local ``action.yml``; `steps` only for composite actions, `using` as written."""

    path: str
    span: Span
    using: str
    inputs: tuple[Input, ...] = ()
    outputs: Mapping[str, Text] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    image: Text | None = None
    problems: tuple[Problem, ...] = ()
    extra: Mapping[str, Node] = field(default_factory=dict, compare=False, repr=False)
    text: str = field(default="", compare=False, repr=False)
