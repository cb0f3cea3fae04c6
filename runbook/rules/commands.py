"""The commands that steps write down, without running or following anything."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from runbook.repository.publish_match import unwrapped
from runbook.repository.scripts import Shell
from runbook.repository.scripts_variables import Variables
from runbook.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.rules.uploads import Placed

MAX_COMMANDS = 5_000  # looked at for one step
Words = tuple[str, ...]


def commands(item: Placed, *hints: str) -> Iterator[tuple[Words, Span]]:
    """The words of each command of a step, behind what only runs it, and its line.

    A script in which none of `hints` stands is not looked into.
    """
    step = item.step
    if hints and not any(hint in step.run.value for hint in hints if step.run):
        return
    if step.run is None or (step.shell and step.shell.value.startswith(("python", "pwsh"))):
        return
    lines = item.text.split("\n")
    for words, number in _walked(step.run.value):
        yield words, _line(place_of(item), lines, number)


@lru_cache(maxsize=2048)
def _walked(text: str) -> tuple[tuple[Words, int], ...]:
    """The words and lines of a script, cut once for all rules."""
    found = []
    for command in islice(Shell(Variables()).walk(text), MAX_COMMANDS):
        words = unwrapped(command.argv)
        if words:
            program = words[0].partition("@")[0].rpartition("/")[2]
            found.append(((program, *words[1:]), command.line))
    return tuple(found)


def place_of(item: Placed) -> Span:
    """Where a step says what it does."""
    if item.step.uses is not None:
        return item.step.uses.span
    return item.step.run.span if item.step.run is not None else item.step.span


def _line(whole: Span, lines: list[str], number: int) -> Span:
    """A line of a script in a literal block; the whole script where lines are folded."""
    at = whole.start.line + number
    literal = lines[whole.start.line - 1][whole.start.column - 1 :].startswith("|")
    if not literal or at > len(lines):
        return whole
    line = lines[at - 1]
    start = len(line) - len(line.lstrip()) + 1
    return Span(whole.file, Position(at, start), Position(at, len(line) + 1))
