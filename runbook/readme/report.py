"""What ``sync --check`` says: the differences, and which exit code they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import ExitCode
from runbook.finding import Finding, Fix, Location, Place, Severity
from runbook.output.github import workflow_commands
from runbook.output.text import inert
from runbook.readme.update import State
from runbook.text import mask_secrets, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runbook.readme.markers import Block
    from runbook.readme.sync import File


def verdict(files: Sequence[File]) -> ExitCode:
    """OK, or STALE, or STALE_UPGRADE when nothing but an upgrade made blocks stale."""
    states = {state for one in files for _, state in one.states} - {State.FRESH}
    if not states:
        return ExitCode.OK
    return ExitCode.STALE_UPGRADE if states == {State.UPGRADED} else ExitCode.STALE


def differences(files: Sequence[File]) -> str:
    """Each block that is not up to date, and the unified diffs that would make it so."""
    shown = [f"{block.span}: {block.name} is {state}" for block, state in _stale(files)]
    shown += [line for one in files for line in one.diff.splitlines()]
    return "".join(f"{inert(visible(mask_secrets(line)))}\n" for line in shown)


def workflow_messages(files: Sequence[File], message: str) -> str:
    """The blocks that are not up to date as workflow commands."""
    return workflow_commands(
        Finding(
            code="runbook sync",
            message=f"the block {block.name} is {state}.",
            severity=Severity.ERROR,
            locations=(Location(Place.FILE, block.name, block.span),),
            fix=Fix(message),
        )
        for block, state in _stale(files)
    )


def _stale(files: Sequence[File]) -> Iterator[tuple[Block, State]]:
    for one in files:
        yield from ((block, state) for block, state in one.states if state is not State.FRESH)
