"""Which workflow files of a repository call which others of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runbook.forges.github.syntax.model import Trigger, Workflow


def called_by(workflow: Workflow) -> Iterator[str]:
    """The paths of the files that jobs of `workflow` call, as written."""
    for job in workflow.jobs.values():
        if job.uses and job.uses.is_local:
            yield job.uses.path


def reached(by_path: Mapping[str, Workflow], starts: Iterable[str]) -> Iterator[Workflow]:
    """The workflows of the paths `starts` and all that these call, each once."""
    queue = list(dict.fromkeys(starts))
    met = set(queue)
    while queue:
        workflow = by_path.get(queue.pop(0))
        if workflow is not None:
            yield workflow
            called = [path for path in dict.fromkeys(called_by(workflow)) if path not in met]
            queue += called
            met.update(called)


def called_from_events(workflows: Iterable[Workflow]) -> frozenset[str]:
    """The names of the files that others call which an event can start."""
    by_path = {item.path: item for item in workflows}
    starts = [path for path, item in by_path.items() if any(map(_is_event, item.triggers))]
    return frozenset(
        by_path[path].file
        for workflow in reached(by_path, starts)
        for path in called_by(workflow)
        if path in by_path
    )


def _is_event(trigger: Trigger) -> bool:
    return trigger.event != "workflow_call"
