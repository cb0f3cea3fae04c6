"""``runbook explain``: a rule's own text."""

from __future__ import annotations

import click

from runbook.cli import values
from runbook.cli.common import json_option
from runbook.errors import ExitCode, UsageError


@click.command()
@click.argument("code", required=False, shell_complete=values.rules)
@json_option
def command(*, code: str | None, as_json: bool) -> int:
    """Say what a rule checks, why, and what to do; without CODE, list all rules."""
    from runbook.output.rules import rule_data, rule_list, rule_text  # noqa: PLC0415 - start-up
    from runbook.rules.catalog import all_rules, rule  # noqa: PLC0415 - start-up

    found = None if code is None else rule(code)
    if code is not None and found is None:
        raise UsageError(f"there is no rule {code!r}", hint="`runbook explain` lists them")
    if as_json:
        import json  # noqa: PLC0415 - only this format

        shown = all_rules() if found is None else (found,)
        click.echo(json.dumps([rule_data(item) for item in shown], indent=2))
    else:
        click.echo(rule_list(all_rules()) if found is None else rule_text(found), nl=False)
    return ExitCode.OK
