"""``runbook schema``: the JSON Schema of the descriptor."""

from __future__ import annotations

import click


@click.command()
def command() -> None:
    """Print the JSON Schema of runbook.yaml, for editors.

    With `# yaml-language-server: $schema=FILE` in the first line, editors complete the keys.
    """
    import json  # noqa: PLC0415 - start-up

    from runbook.descriptor.schema import json_schema  # noqa: PLC0415 - loads pydantic

    click.echo(json.dumps(json_schema(), indent=2))
