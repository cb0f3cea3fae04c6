"""What a person should know before trusting the result, each with the next command."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind
from runbook.repository.infer_draft import identity
from runbook.text import one_of, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.model.found import FoundPublication
    from runbook.repository.model import Repository

_MOST_UNREAD = 5
_MOST_NAMED = 20  # includes of one pipeline
_MANY = 3  # packages from which a repository counts as a monorepo


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to know: its kind, a sentence, and the command or step that comes next."""

    kind: str
    message: str
    next: str


def notices(repository: Repository, found: Iterable[FoundPublication]) -> tuple[Notice, ...]:
    """All that applies, the most basic first."""
    alive = [item for item in found if not item.dead]
    return (
        *_of_git(repository),
        *_of_includes(repository),
        *_of_children(repository),
        *_of_unread(repository),
        *_of_nothing(repository, alive),
        *_of_several(alive),
        *_of_monorepo(alive),
        *_of_dead(found),
    )


def _of_git(repository: Repository) -> Iterator[Notice]:
    git = repository.git
    if not git.present:
        message = "this folder is no git repository"
        yield Notice(
            "no-repository", message, "run `runbook init PATH` with the path of a checkout"
        )
        return
    if git.lost:
        message = f"the file .git names {git.lost}, which is not the git folder of this checkout"
        yield Notice("lost-git-folder", message, "run `git worktree repair`, or clone it again")
    elif not (git.owner and git.repo):
        owner, repo = identity(repository)
        known = f"; {plain(owner)}/{plain(repo)} is taken from a manifest" if owner else ""
        message = f"the repository has no remote that names its owner{known}"
        yield Notice("no-remote", message, "run `git remote add origin URL`, then `runbook init`")
    if git.detached:
        message = "HEAD is detached, so the workflows may not be those of the default branch"
        yield Notice("detached-head", message, "run `git switch BRANCH`, then `runbook init`")


def _of_includes(repository: Repository) -> Iterator[Notice]:
    for pipeline in repository.pipelines:
        for item in pipeline.unseen[:_MOST_NAMED]:
            message = (
                f"{plain(pipeline.file)} includes {plain(item.target.value)}; {item.reason}: "
                "jobs that come from it are not seen"
            )
            step = "add what they publish to `registries:` in runbook.yaml, then `runbook check`"
            yield Notice("unseen-include", message, step)


def _of_children(repository: Repository) -> Iterator[Notice]:
    """The jobs that only start another pipeline, which may publish too."""
    for pipeline in repository.pipelines:
        starting = [job for job in pipeline.jobs.values() if job.triggers]
        for job in starting[:_MOST_NAMED]:
            message = (
                f"{plain(job.file)}: the job {plain(job.name)} starts another pipeline, "
                "whose jobs are not seen"
            )
            step = "add what they publish to `registries:` in runbook.yaml, then `runbook check`"
            yield Notice("unseen-pipeline", message, step)


def _of_unread(repository: Repository) -> Iterator[Notice]:
    for problem in repository.unread[:_MOST_UNREAD]:
        message = f"{problem.span} cannot be read: {problem.message}"
        yield Notice("unreadable", message, "correct the file, then `runbook init`")


def _of_nothing(repository: Repository, alive: list[FoundPublication]) -> Iterator[Notice]:
    jobs = sum(len(item.jobs) for item in repository.pipelines)
    count, what = (jobs, "job") if jobs else (len(repository.workflows), "workflow")
    if alive or (not count and repository.unread):
        return
    message = f"none of the {count} {what}s publishes anything"
    if count <= 1:
        what = "job" if repository.forge is ForgeKind.GITLAB else what
        message = f"the one {what} publishes nothing" if count else f"there is no {what}"
    yield Notice("nothing-published", message, "fill in `registries:`, then `runbook build`")


def _of_several(alive: list[FoundPublication]) -> Iterator[Notice]:
    files: dict[tuple[str, str], dict[str, None]] = {}
    for item in alive:
        for package in item.packages[:1]:
            files.setdefault((item.registry, package), {})[item.workflow] = None
    for (registry, package), names in files.items():
        if len(names) > 1:
            where = one_of([plain(name) for name in names]).replace(" or ", " and ")
            message = f"{plain(package)} goes to {plain(registry)} from {where}"
            step = "remove all but one, or give each its own publisher record; `runbook check`"
            yield Notice("several-workflows", message, step)


def _of_monorepo(alive: list[FoundPublication]) -> Iterator[Notice]:
    counts = Counter({item.registry: len(item.packages) for item in alive})
    for registry, count in counts.items():
        if count >= _MANY:
            message = f"{count} packages go to {plain(registry)}: every one needs its own record"
            yield Notice(
                "monorepo", message, "check the list in runbook.yaml, then `runbook build`"
            )


def _of_dead(found: Iterable[FoundPublication]) -> Iterator[Notice]:
    for item in found:
        if item.dead:
            place = plain(f"{item.span.file}:{item.span.start.line}")
            why = plain(item.dead, 200)
            message = f"{place}: the upload to {plain(item.registry)} can never run: {why}"
            yield Notice("dead-upload", message, "remove the job, or repair its condition")
