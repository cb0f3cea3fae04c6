"""What the commands share: the descriptor argument, the console, how errors are printed."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from runbook.cli.values import descriptors
from runbook.descriptor.find import FILE_NAME, find_descriptor, nearly_descriptor
from runbook.errors import InputError, RunbookError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from runbook.case import Case
    from runbook.output.text import TextFormat

PROGRAM = "runbook"
COMPLETE = "_RUNBOOK_COMPLETE"  # what completion scripts set to ask for an answer
_F = TypeVar("_F", bound="Callable[..., Any]")


@dataclass(frozen=True, slots=True)
class Console:
    """How this run talks: JSON for machines, or text, in colour where a person reads it."""

    json: bool = False
    color: bool = False
    error_color: bool = False

    @classmethod
    def of_process(cls, arguments: Sequence[str]) -> Console:
        """Known before the arguments are parsed, so that their errors are JSON as well."""
        plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        terminals = (sys.stdout.isatty() and not plain, sys.stderr.isatty() and not plain)
        return cls("--json" in arguments, *terminals)

    def text(self, *, error: bool = False) -> TextFormat:
        """The text format for findings, or for errors; source lines come from here."""
        from runbook.output.sources import lines_below  # noqa: PLC0415 - only to print an excerpt
        from runbook.output.text import TextFormat  # noqa: PLC0415 - as above

        return TextFormat(lines_below(Path()), color=self.error_color if error else self.color)


def json_option(function: _F) -> _F:
    """Add ``--json``: data for machines on standard output, problems as well."""
    text = "Print JSON for machines, problems included."
    return click.option("--json", "as_json", is_flag=True, help=text)(function)


def as_of_option(function: _F) -> _F:
    """Add ``--as-of``, which takes a day and hands it on in the form of ISO 8601."""
    text = "Apply the registries' rules of this day."
    return click.option("--as-of", metavar="DATE", callback=_as_of, help=text)(function)


def _as_of(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    return None if given is None else iso_day("--as-of", given)


def iso_day(option: str, given: str) -> str:
    """`given` as ``YYYY-MM-DD``: days are compared as texts.

    Raises:
        UsageError: it is no day; the message names the option.
    """
    from datetime import date  # noqa: PLC0415 - start-up

    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        hint = "a day looks like 2026-11-21"
        raise UsageError(f"{option} {given!r} is no day", hint=hint) from None


def descriptor_option(function: _F) -> _F:
    """Add ``--descriptor``, for commands whose arguments are something else."""
    kind = click.Path(path_type=Path)
    text = "The descriptor; else found upwards."
    option = click.option("--descriptor", type=kind, shell_complete=descriptors, help=text)
    return option(function)


def resolve_descriptor(given: Path | None) -> Path:
    """The descriptor file meant by an argument, shown relative to the current folder.

    Raises:
        RunbookError: there is none; the message names the next command.
    """
    start = given if given is not None else Path()
    if given is not None and not given.is_dir():
        return given
    found = find_descriptor(start)
    if found is None:
        raise _missing(start)
    return _shown(found)


def find_or_none(given: Path) -> Path | None:
    """The descriptor of a file or folder argument; None when there is none at or above it."""
    if given.is_dir():
        found = find_descriptor(given)
        return None if found is None else _shown(found)
    return given


def case_at(path: Path, as_of: str | None, live: Path | None, base: Path | None = None) -> Case:
    """The case of a file or folder argument; without a descriptor it is inferred.

    `live` is a file of settings, `base` a checkout of the branch that a change goes to: what is
    ignored is then what its descriptor ignores, and nothing where it has none.
    """
    from runbook.model.descriptor import CheckSettings  # noqa: PLC0415 - start-up
    from runbook.observe import case_of, inferred_case  # noqa: PLC0415 - start-up

    observed = None
    if live is not None:
        from runbook.live.read import read_live  # noqa: PLC0415 - seldom

        observed = read_live(live)
    descriptor = find_or_none(path)
    if descriptor is None:
        return inferred_case(path, as_of, observed)
    before = None if base is None else base / descriptor.name
    if before is None or before.is_file():
        return case_of(descriptor, as_of, observed, before)
    return replace(case_of(descriptor, as_of, observed), checks=CheckSettings())


def print_error(error: RunbookError, console: Console) -> None:
    """Print `error` on standard error, or as JSON on standard output."""
    if console.json:
        from runbook.output.json import error_json, problems_json  # noqa: PLC0415 - seldom

        data = problems_json(error.problems) if isinstance(error, InputError) else error_json(error)
        click.echo(data, nl=False)
        return
    text = console.text(error=True)
    shown = text.problems(error.problems) if isinstance(error, InputError) else text.error(error)
    click.echo(shown, err=True, nl=False, color=console.error_color)


def greet() -> None:
    """Say in one sentence what is here, and the next command."""
    found = find_descriptor(Path())
    if found is None:
        error = _missing(Path())
        click.echo(f"{error.message}; {error.hint}")
        return
    click.echo(
        f"{_shown(found)} is here; `runbook build` makes its site, `runbook --help` the rest"
    )


def _missing(start: Path) -> RunbookError:
    near = nearly_descriptor(start)
    if near is not None:
        message = f"there is no {FILE_NAME}, but {_shown(near)}"
        return RunbookError(message, hint=f"rename it to {FILE_NAME}")
    where = "here" if start == Path() else f"in {start}"
    message = f"there is no {FILE_NAME} {where} or above"
    return RunbookError(message, hint="`runbook init` writes one from the repository's workflows")


def _shown(path: Path) -> Path:
    return Path(os.path.relpath(path))
