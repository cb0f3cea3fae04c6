"""The commands that steps write down, without running or following anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.repository.publish_match import unwrapped
from runbook.repository.scripts import Shell
from runbook.repository.scripts_variables import Variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.forges.github.syntax.model import Step
    from runbook.source import Span

MAX_COMMANDS = 5_000  # looked at for one step


def commands(step: Step) -> Iterator[tuple[str, ...]]:
    """The words of each command of a step's shell script, behind what only runs it."""
    if step.run is None or (step.shell and step.shell.value.startswith(("python", "pwsh"))):
        return
    for number, command in enumerate(Shell(Variables()).walk(step.run.value)):
        if number >= MAX_COMMANDS:
            return
        words = unwrapped(command.argv)
        if words:
            yield (words[0].partition("@")[0].rpartition("/")[2], *words[1:])


def place_of(step: Step) -> Span:
    """Where a step says what it does."""
    if step.uses is not None:
        return step.uses.span
    return step.run.span if step.run is not None else step.span
