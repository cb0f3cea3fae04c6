"""One base error, and the one table of exit codes.

The table is rendered into the documentation and into ``runbook --help`` from `ExitCode`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.source import Span


class ExitCode(IntEnum):
    """What the process tells its caller; `meaning` is the sentence the documentation shows."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Self:
        """Attach the documented meaning to the number."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    OK = 0, "Done, and nothing of severity error was found (always, with --format sarif)."
    FINDINGS = 1, "Done, but there are findings of severity error."
    USAGE = 2, "The command line is wrong."
    INPUT = 3, "A descriptor, repository, record or log could not be read; nothing was written."
    STALE = 4, "A generated block or file no longer says what the descriptor says."
    STALE_UPGRADE = 5, "A generated block is stale only because runbook itself was upgraded."
    REFUSED = 6, "Writing was refused: the target holds files that are not ours."
    UNDECIDED = 7, "The log was read, but no single cause follows from it."
    BUILD = 8, "The site builder failed; documents and site are as they were."
    UNMERGED = 129, "`runbook merge` could not merge; below 128 its code counts conflicts."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input, said the way a compiler says it.

    `found` and `expected` are short values, not sentences; `hint` is the repair.
    """

    message: str
    span: Span | None = None
    found: str | None = None
    expected: str | None = None
    hint: str | None = None


class RunbookError(Exception):
    """Everything runbook refuses to do on purpose; the CLI prints it and never traces."""

    exit_code = ExitCode.INPUT

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        self.message = message
        self.hint = hint
        super().__init__(message)


class InputError(RunbookError):
    """An input has problems; all of them are reported in one run."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


class UsageError(RunbookError):
    """The command line asks for something that cannot be."""

    exit_code = ExitCode.USAGE


class RefusedError(RunbookError):
    """Writing would touch what is not ours."""

    exit_code = ExitCode.REFUSED
