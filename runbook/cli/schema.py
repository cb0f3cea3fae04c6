"""``runbook schema``: the JSON Schema of the descriptor."""

from __future__ import annotations

import click


@click.command()
@click.option("--catalog", is_flag=True, help="Print its entry for SchemaStore's catalogue.")
def command(*, catalog: bool) -> None:
    """Print the JSON Schema of runbook.yaml, for editors.

    With `# yaml-language-server: $schema=FILE` in the first line, editors complete the keys. It
    is in draft-07, which all of them read.
    """
    import json  # noqa: PLC0415 - start-up

    from runbook.descriptor.schema import catalog_entry, json_schema  # noqa: PLC0415 - pydantic

    click.echo(json.dumps(catalog_entry() if catalog else json_schema(), indent=2))
