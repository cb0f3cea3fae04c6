"""``runbook init``: the descriptor of a repository that already publishes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli.common import json_option
from runbook.errors import ExitCode, InputError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.cli.common import Console
    from runbook.model.forge import ForgeKind
    from runbook.repository.infer import Inference
    from runbook.repository.infer_notices import Notice


@click.command()
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--write", "--yes", is_flag=True, help="Change a descriptor that exists already.")
@json_option
@click.pass_obj
def command(console: Console, path: Path, dry_run: bool, write: bool, as_json: bool) -> int:
    """Write runbook.yaml from what the checkout at PATH publishes.

    A new file is written at once; one that exists is shown as a diff, and changed with --write.
    Nothing is run and nothing is fetched.
    """
    from runbook.repository.read import read_repository  # noqa: PLC0415 - start-up

    repository = read_repository(path, *_said(path))
    if as_json:
        from runbook.repository.infer_json import repository_json  # noqa: PLC0415 - start-up

        click.echo(repository_json(repository))
        return ExitCode.OK
    from runbook.repository.infer import infer  # noqa: PLC0415 - loads the descriptor's rules

    inference = infer(repository)
    _settle(inference, path, console, dry_run=dry_run, write=write)
    _notice(inference.notices)
    return ExitCode.OK


def _said(folder: Path) -> tuple[ForgeKind | None, tuple[str, ...]]:
    """The forge and the files that an existing descriptor names; a broken one says nothing."""
    from runbook.repository.infer import FILE  # noqa: PLC0415 - start-up

    target = folder / FILE
    if not target.is_file() or target.is_symlink():
        return None, ()
    from runbook.descriptor.load import load_descriptor  # noqa: PLC0415 - loads pydantic

    try:
        said = load_descriptor(target)
    except InputError:
        return None, ()
    return said.project.forge, tuple(item.workflow for item in said.releases)


def _settle(
    inference: Inference, folder: Path, console: Console, *, dry_run: bool, write: bool
) -> None:
    from runbook.repository.infer import FILE  # noqa: PLC0415 - loaded already

    target = folder / FILE
    if target.exists():
        _update(inference, target, console, write=write and not dry_run)
    elif dry_run:
        click.echo(inference.text, nl=False)
    else:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(inference.text)
        click.echo(f"{target} is written; read what is marked uncertain, then `runbook check`")


def _update(inference: Inference, target: Path, console: Console, *, write: bool) -> None:
    from runbook.descriptor.read import read_text  # noqa: PLC0415 - loaded already
    from runbook.output.atomic import write_file  # noqa: PLC0415 - only for an update
    from runbook.repository.infer import is_accepted  # noqa: PLC0415 - loaded already
    from runbook.repository.infer_diff import diff  # noqa: PLC0415 - only for an update
    from runbook.repository.infer_update import updated  # noqa: PLC0415 - as above

    if target.is_symlink():
        raise RefusedError(f"{target} is a link", hint="run `runbook init` where it points to")
    old = read_text(target, str(target))
    result = updated(old, str(target), inference.draft)
    for remark in result.remarks:
        click.echo(f"note: {remark}", err=True)
    if result.text == old:
        click.echo(f"{target} says all that was found; `runbook check` compares the rest")
        return
    if not is_accepted(result.text):
        hint = "`runbook init --dry-run` in a copy without runbook.yaml shows what was found"
        raise RefusedError(f"{target} cannot be brought up to date safely", hint=hint)
    click.echo(diff(old, result.text, str(target), color=console.color), nl=False)
    if write:
        write_file(target, result.text)
        click.echo(f"{target} is changed; next: `runbook check`")
    else:
        click.echo("nothing is written yet; `runbook init --write` makes these changes")


def _notice(notices: Iterable[Notice]) -> None:
    for notice in notices:
        click.echo(f"note: {notice.message}\n  next: {notice.next}", err=True)
