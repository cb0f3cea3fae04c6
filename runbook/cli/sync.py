"""``runbook sync``: the generated blocks of README and other Markdown files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli.common import descriptor_option, resolve_descriptor
from runbook.errors import ExitCode, UsageError
from runbook.text import how_many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.readme.sync import File

_PATH = click.Path(path_type=Path)
_REPAIR = "run `runbook sync`, and commit what it changes"


@click.command()
@click.argument("files", nargs=-1, type=_PATH)
@descriptor_option
@click.option("--check", is_flag=True, help="Write nothing; print what would change, and fail.")
@click.option("--force", is_flag=True, help="Overwrite blocks that were edited by hand.")
@click.option("--list", "as_list", is_flag=True, help="Name every block there is.")
@click.option("--init", "propose", is_flag=True, help="Print blocks to paste into a README.")
@click.option("--fail-message", metavar="TEXT", default=_REPAIR, help="What --check says to do.")
@click.option(
    "--format", "form", type=click.Choice(("text", "github")), default="text", show_default=True
)
def command(  # noqa: PLR0913 - one parameter an option
    files: tuple[Path, ...],
    *,
    descriptor: Path | None,
    check: bool,
    force: bool,
    as_list: bool,
    propose: bool,
    fail_message: str,
    form: str,
) -> int:
    """Fill the blocks between <!-- runbook:begin NAME --> and <!-- runbook:end -->.

    Without FILES: the Markdown files beside the descriptor and below docs/ that have blocks.
    Text around the blocks never changes. A block that was edited by hand is kept.
    """
    if sum((check, as_list, propose, force)) > 1:
        raise UsageError("--check, --force, --list and --init exclude each other")
    path = resolve_descriptor(descriptor)
    if as_list or propose:
        return _offer(path, files, as_list=as_list)
    from runbook.readme.sync import look, save  # noqa: PLC0415 - start-up

    if check:
        return _judge(look(path, files, force=True), fail_message, form)
    found = look(path, files, force=force)
    for name in save(found):
        click.echo(f"{name}: written")
    return _summary(found, force=force)


def _offer(descriptor: Path, files: Sequence[Path], *, as_list: bool) -> int:
    from runbook.readme.sync import document_of, look  # noqa: PLC0415 - start-up

    document = document_of(descriptor)
    if as_list:
        for name, holds in document.names():
            click.echo(f"{name}  ({holds})")
        return ExitCode.OK
    from runbook.readme.propose import proposal  # noqa: PLC0415 - start-up

    present = [block.name for one in look(descriptor, files) for block, _ in one.states]
    text = proposal(document.case.plan, present)
    click.echo(text or "every block that is of use is there\n", nl=False)
    return ExitCode.OK


def _summary(found: Sequence[File], *, force: bool) -> int:
    from runbook.readme.update import State  # noqa: PLC0415 - start-up

    blocks = [item for one in found for item in one.states]
    kept = [block for block, state in blocks if state is State.EDITED and not force]
    for block in kept:
        click.echo(f"{block.span}: {block.name} was edited by hand, and is kept", err=True)
    if kept:
        click.echo("move the edits out of the blocks, or overwrite them with --force", err=True)
    hint = "" if blocks else "; `runbook sync --init` proposes some"
    click.echo(f"{how_many(len(blocks), 'block')} in {how_many(len(found), 'file')}{hint}")
    return ExitCode.REFUSED if kept else ExitCode.OK


def _judge(found: Sequence[File], message: str, form: str) -> int:
    from runbook.readme.report import differences, verdict, workflow_messages  # noqa: PLC0415 - start-up

    code = verdict(found)
    if form == "github":
        click.echo(workflow_messages(found, message), nl=False)
    elif code is not ExitCode.OK:
        click.echo(differences(found), nl=False)
        click.echo(message)
    return code
