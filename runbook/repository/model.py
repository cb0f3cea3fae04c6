"""What was read from a checkout: workflows, pipelines, actions, manifests, git's own facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.model.forge import WORKFLOWS, ForgeKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.errors import Problem
    from runbook.forges.github.syntax.model import Action, Workflow
    from runbook.forges.gitlab.syntax.model import Pipeline
    from runbook.repository.checkout import Checkout
    from runbook.source import Span


@dataclass(frozen=True, slots=True)
class GitFacts:
    """What ``.git`` says without asking git; every value is None when it cannot be known.

    `owner` may be a path of groups (GitLab). `branch` is the branch that is checked out, None on
    a detached HEAD, which `detached` tells from an unreadable one. `lost` is what a ``.git`` file
    names as the git folder, where that is none of this checkout.
    """

    present: bool = False
    host: str | None = None
    owner: str | None = None
    repo: str | None = None
    branch: str | None = None
    detached: bool = False
    default_branch: str | None = None
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A package as its manifest declares it; None means absent or computed.

    `ecosystem` is the id of the registry that such packages go to. `dynamic` names what a program
    computes at build time. `members` are the workspace patterns as written, relative to the
    manifest's folder; those with a leading ``!`` are excluded. `inherited` are the keys (version,
    repository, publish) taken from the `shared` ones of a manifest in a folder above.
    """

    kind: str
    path: str
    ecosystem: str
    name: str | None = None
    version: str | None = None
    private: bool = False
    repository_url: str | None = None
    name_span: Span | None = None
    version_span: Span | None = None
    members: tuple[str, ...] = ()
    dynamic: frozenset[str] = frozenset()
    inherited: frozenset[str] = frozenset()
    shared: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The folder of the manifest, "" for the root."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Repository:
    """A checkout, read. Paths are relative to its root, with ``/``.

    `actions` has the folder of each local action as key ("" is the root): those that are used and
    those below ``.github/actions``. `docs` are the Markdown files; their text is read on demand
    through `checkout`, as are scripts. `forge` is where its jobs run, and `pipelines` are those of
    GitLab, empty on another forge.
    """

    root: str
    checkout: Checkout = field(compare=False, repr=False)
    git: GitFacts = GitFacts()
    workflows: tuple[Workflow, ...] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    manifests: tuple[Manifest, ...] = ()
    docs: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    forge: ForgeKind = ForgeKind.GITHUB

    @property
    def owner(self) -> str | None:
        """The account or groups that the remote names."""
        return self.git.owner

    @property
    def repo(self) -> str | None:
        """The repository's name at the remote."""
        return self.git.repo

    @property
    def default_branch(self) -> str | None:
        """The remote's default branch as last seen."""
        return self.git.default_branch

    @property
    def unread(self) -> tuple[Problem, ...]:
        """What keeps workflow and pipeline files from being read at all."""
        known = {item.path for item in self.workflows}
        return tuple(
            problem
            for problem in self.problems
            if problem.span is not None
            and self._runs(problem.span.file)
            and problem.span.file not in known
        )

    def _runs(self, file: str) -> bool:
        """Whether a file is one that the forge runs; a pipeline can include any ``.yml``."""
        if self.forge is ForgeKind.GITLAB:
            return file.endswith(".yml")
        return file.startswith(f"{WORKFLOWS}/")

    def workflow(self, name: str) -> Workflow | None:
        """The workflow of a file name or path."""
        return next((item for item in self.workflows if name in {item.file, item.path}), None)

    def pipeline(self, file: str) -> Pipeline | None:
        """The pipeline that starts from a file."""
        return next((item for item in self.pipelines if item.file == file), None)
