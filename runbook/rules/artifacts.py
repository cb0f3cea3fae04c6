"""What the jobs of a run store for each other, and what they fetch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.syntax.model import UsesKind
from runbook.rules.uploads import steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.forges.github.syntax.model import Job, Step, Text, Workflow
    from runbook.repository.model import Repository
    from runbook.rules.uploads import Placed

_STORES, _FETCHES = "actions/upload-artifact", "actions/download-artifact"
_DEFAULT = "artifact"
_ELSEWHERE = ("run-id", "artifact-ids", "repository")
_STORES_NOTHING = ("actions/", "astral-sh/setup-uv", "dtolnay/rust-toolchain", "pypa/cibuildwheel")


def fetched(repository: Repository, workflow: Workflow, job: Job) -> Iterator[tuple[Step, Text]]:
    """The steps that fetch from their own run, each with the literal name of what it fetches."""
    for placed in steps_of(repository, workflow, job):
        given = placed.step.with_
        name = given.get("name")
        own = _action(placed) == _FETCHES and not placed.action
        if not own or name is None or name.is_dynamic or not name.value:
            continue
        if not any(key in given for key in _ELSEWHERE):
            yield placed.step, name


def stored(
    repository: Repository, workflow: Workflow, jobs: Iterable[Job], own: Job
) -> tuple[list[str], bool]:
    """The names the jobs store, and whether they can store nothing else.

    `own` is the job that fetches: what it stores besides is seen.
    """
    names: list[str] = []
    sure = True
    for job in jobs:
        sure = sure and job.uses is None
        for placed in steps_of(repository, workflow, job):
            action = _action(placed)
            if action == _STORES:
                name = placed.step.with_.get("name")
                sure = sure and (name is None or not name.is_dynamic)
                names.append(name.value if name else _DEFAULT)
            elif action and job is not own:
                sure = sure and action.startswith(_STORES_NOTHING)
    return list(dict.fromkeys(names)), sure


def _action(placed: Placed) -> str:
    uses = placed.step.uses
    return uses.action if uses is not None and uses.kind is UsesKind.REMOTE else ""
