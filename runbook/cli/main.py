"""The group of all commands, and what becomes of an error."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import click

import runbook.cli
from runbook import __version__
from runbook.cli.common import COMPLETE, PROGRAM, Console, greet, print_error
from runbook.errors import ExitCode, RunbookError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

# Help lists the commands in the order in which one works; others follow by name.
ORDER = (
    "init",
    "build",
    "serve",
    "check",
    "simulate",
    "diagnose",
    "sync",
    "merge",
    "handover",
    "confirm",
    "explain",
    "facts",
    "schema",
    "completion",
)
_NOT_COMMANDS = frozenset({"main", "common", "shells", "values"})
_INTERRUPTED = 128 + 2  # what a shell reports for SIGINT and SIGPIPE
_PIPE_CLOSED = 128 + 13


def command_names() -> list[str]:
    """The commands there are: the modules beside this one, in the order of help."""
    found = {module.name for module in iter_modules(runbook.cli.__path__)} - _NOT_COMMANDS
    known = [name for name in ORDER if name in found]
    return known + sorted(found.difference(known))


class Commands(click.Group):
    """A group that imports a command when it is called or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names of the commands, in the order of help."""
        return command_names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command called `cmd_name`; its module exports it as ``command``."""
        if cmd_name not in command_names():
            return None
        command: click.Command = import_module(f"runbook.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Click's own, with the nearest command when there is none of that name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from runbook.descriptor.near import did_you_mean  # noqa: PLC0415 - only for a typo

            near = did_you_mean(args[0], command_names())
            message = f"there is no command {args[0]!r}" + (f"; {near}" if near else "")
            raise click.UsageError(message, ctx) from None

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The table of exit codes."""
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code.value), code.meaning) for code in ExitCode])


@click.group(cls=Commands, invoke_without_command=True, context_settings={"max_content_width": 100})
@click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Compile runbook.yaml into set-up guides and checks for trusted publishing.

    Keeps workflow files, environments and publisher records in step: documents to set them up,
    checks that they agree, a rehearsal of a release, a diagnosis of a failing one.
    """
    if context.invoked_subcommand is None:
        greet()


def run(arguments: Sequence[str]) -> int:
    """Run the command line `arguments` and return the exit code; nothing is ever traced."""
    console = Console.of_process(arguments)
    try:
        return _invoke(list(arguments), console)
    except RunbookError as error:
        print_error(error, console)
        return error.exit_code
    except click.ClickException as error:
        print_error(_usage(error), console)
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe is gone; without this, Python complains again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    except OSError as error:
        print_error(RunbookError(f"{error.filename or 'a file'}: {error.strerror}"), console)
        return ExitCode.INPUT


def _invoke(arguments: list[str], console: Console) -> int:
    wanted = os.environ.get(COMPLETE)
    if wanted:
        from runbook.cli.shells import answer  # noqa: PLC0415 - only for shells

        click.echo(answer(cli, wanted), nl=False)
        return ExitCode.OK
    try:
        with cli.make_context(PROGRAM, arguments, obj=console) as context:
            result = cli.invoke(context)
    except click.exceptions.Exit as error:
        result = error.exit_code
    sys.stdout.flush()
    return int(result) if isinstance(result, int) else ExitCode.OK


def _usage(error: click.ClickException) -> UsageError:
    context = getattr(error, "ctx", None)
    path = PROGRAM if context is None else context.command_path
    return UsageError(error.format_message(), hint=f"`{path} --help` lists what there is")
