"""``runbook completion``: the script that makes a shell complete commands, options and values."""

from __future__ import annotations

import click

from runbook.cli.shells import SHELLS, script


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script that completes commands, options and values in SHELL.

    `eval "$(runbook completion bash)"` switches it on for one session; the reference, "In other
    places", names the line that keeps it.
    """
    click.echo(script(context.find_root().command, shell), nl=False)
