"""The environments that runs of a release enter, also by jobs that upload nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.syntax.model import UsesKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.forges.github.syntax.model import Workflow
    from runbook.repository.model import Repository
    from runbook.source import Span

_LOCAL = {UsesKind.LOCAL, UsesKind.SELF}


def entered(repository: Repository, files: Iterable[str]) -> Iterator[tuple[str, Span]]:
    """Name and place of each `environment:` that is written out in `files` and what they call."""
    for workflow in _reached(repository, files):
        for job in workflow.jobs.values():
            name = job.environment.name if job.environment else None
            if name is not None and name.value and not name.is_dynamic:
                yield name.value, name.span


def distinct(environments: Iterable[tuple[str, Span]]) -> dict[str, Span]:
    """The first of each name; GitHub does not tell upper from lower case there."""
    found: dict[str, tuple[str, Span]] = {}
    for name, span in environments:
        found.setdefault(name.casefold(), (name, span))
    return dict(found.values())


def _reached(repository: Repository, files: Iterable[str]) -> Iterator[Workflow]:
    by_path = {item.path: item for item in repository.workflows}
    by_file = {item.file: item.path for item in repository.workflows}
    waiting = [by_file[name] for name in files if name in by_file]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        if path in seen or path not in by_path:
            continue
        seen.add(path)
        yield by_path[path]
        calls = (job.uses for job in by_path[path].jobs.values() if job.uses)
        waiting += [call.path for call in calls if call.kind in _LOCAL]
