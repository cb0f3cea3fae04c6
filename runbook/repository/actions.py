"""Local actions: those that workflows use, followed through each other, and the usual folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import InputError
from runbook.forges.github.semantics.walks import flat
from runbook.forges.github.syntax.read import read_action

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.errors import Problem
    from runbook.forges.github.syntax.model import Action, Step, Workflow
    from runbook.repository.checkout import Checkout

ACTIONS = ".github/actions"
MAX_ACTIONS = 1_000
_FILES = ("action.yml", "action.yaml")


def read_actions(
    checkout: Checkout, workflows: Iterable[Workflow], problems: list[Problem]
) -> dict[str, Action]:
    """The actions by folder; what cannot be read is left out and added to `problems`."""
    waiting = [f"{ACTIONS}/{name}" for name in checkout.names(ACTIONS)]
    for workflow in workflows:
        for job in workflow.jobs.values():
            waiting.extend(local_folders(job.steps))
    actions: dict[str, Action] = {}
    seen: set[str] = set()
    while waiting and len(seen) < MAX_ACTIONS:
        folder = waiting.pop()
        if folder in seen:
            continue
        seen.add(folder)
        action = _read(checkout, folder, problems)
        if action is not None:
            actions[folder] = action
            waiting.extend(local_folders(action.steps))
    return dict(sorted(actions.items()))


def local_folders(steps: Iterable[Step]) -> Iterator[str]:
    """The folders of the repository's own actions that `steps` use, step groups included."""
    for step in flat(steps):
        if step.uses is not None and step.uses.is_local:
            yield step.uses.path


def _read(checkout: Checkout, folder: str, problems: list[Problem]) -> Action | None:
    for name in _FILES:
        path = f"{folder}/{name}" if folder else name
        if not checkout.exists(path):
            continue
        try:
            content = checkout.load(path)
            problems.extend(content.problems)
            return read_action(content.text, path)
        except InputError as error:
            problems.extend(error.problems)
    return None
