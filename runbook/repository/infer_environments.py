"""The environments that an event of a release leads into, also by jobs that upload nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.semantics.environments import PAGES
from runbook.repository.calls import reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.forges.github.syntax.model import Trigger, Workflow
    from runbook.repository.model import Repository
    from runbook.source import Span


def entered(
    repository: Repository, releases: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, Span]]:
    """Name and place of each `environment:` that is written out where a release can lead.

    The one of GitHub Pages is left out: GitHub makes it, and it guards no upload.
    `releases` are workflow file and kind of start, in the descriptor's words.
    """
    for workflow in _reached(repository, tuple(releases)):
        for job in workflow.jobs.values():
            name = job.environment.name if job.environment else None
            if name is None or not name.value or name.is_dynamic:
                continue
            if name.value.casefold() != PAGES:
                yield name.value, name.span


def distinct(environments: Iterable[tuple[str, Span]]) -> dict[str, Span]:
    """The first of each name; GitHub does not tell upper from lower case there."""
    found: dict[str, tuple[str, Span]] = {}
    for name, span in environments:
        found.setdefault(name.casefold(), (name, span))
    return dict(found.values())


def _reached(repository: Repository, releases: tuple[tuple[str, str], ...]) -> Iterator[Workflow]:
    """The files of the releases, others that the same events start, and all that these call."""
    by_path = {item.path: item for item in repository.workflows}
    files = {file for file, _ in releases}
    kinds = {kind for _, kind in releases}
    own = [item.path for item in repository.workflows if item.file in files]
    others = [item.path for item in repository.workflows if _is_started(item, kinds)]
    return reached(by_path, (*own, *others))


def _is_started(workflow: Workflow, kinds: set[str]) -> bool:
    push = workflow.trigger("push")
    return (
        (push is not None and "tag" in kinds and _takes(push, "tags", "branches"))
        or (push is not None and "merge" in kinds and _takes(push, "branches", "tags"))
        or ("release" in kinds and workflow.trigger("release") is not None)
        or (bool(kinds) and workflow.trigger("workflow_run") is not None)
    )


def _takes(push: Trigger, own: str, other: str) -> bool:
    """Whether `own` refs start it; a filter of one kind of ref shuts the other kind out."""
    names = push.filters.keys()
    return bool(names & {own, f"{own}-ignore"}) or not names & {other, f"{other}-ignore"}
