"""``runbook facts``: what runbook believes of the outside world, how old, from where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from runbook.cli import values
from runbook.cli.common import json_option
from runbook.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from runbook.model.fact import Fact
_FORGE = "github"


@click.command()
@click.argument("about", required=False, shell_complete=values.subjects)
@click.option("--actions", is_flag=True, help="List the pinned actions instead, for renewal.")
@json_option
def command(*, about: str | None, actions: bool, as_json: bool) -> int:
    """List facts with age and source; ABOUT is github or the id of a registry."""
    rows = _pins() if actions else _facts(about)
    if as_json:
        import json  # noqa: PLC0415 - only this format

        click.echo(json.dumps(rows, indent=2))
        return ExitCode.OK
    for row in rows:
        marks = [name for name in ("unverified", "disputed") if row[name]]
        click.echo(f"{row['checked']}  {row['id']}{''.join(f' ({mark})' for mark in marks)}")
        click.echo(f"            {row['text']}")
        for source in row["sources"]:
            click.echo(f"            {source}")
    return ExitCode.OK


def _facts(about: str | None) -> list[dict[str, Any]]:
    from runbook.forges.facts import forge_facts  # noqa: PLC0415 - start-up
    from runbook.model.forge import ForgeKind  # noqa: PLC0415 - start-up
    from runbook.registries.catalog import all_ids, get  # noqa: PLC0415 - start-up

    known = (_FORGE, *all_ids())
    if about is not None and about not in known:
        raise UsageError(f"there are no facts about {about!r}", hint=", ".join(known))
    rows = []
    for name in [about] if about else known:
        forge = name == _FORGE
        facts = forge_facts(ForgeKind.GITHUB).values() if forge else get(name).data.facts
        rows += [_row(name, fact) for fact in facts]
    return sorted(rows, key=lambda row: (str(row["checked"]), str(row["id"])))


def _row(group: str, fact: Fact) -> dict[str, Any]:
    return {
        "id": f"{group}/{fact.id}",
        "text": fact.text,
        "checked": fact.checked,
        "since": fact.since,
        "until": fact.until,
        "sources": list(fact.sources),
        "unverified": fact.unverified,
        "disputed": bool(fact.disputed),
    }


def _pins() -> list[dict[str, Any]]:
    from runbook.workflows.pins import pins  # noqa: PLC0415 - start-up

    return [
        {
            "id": f"{pin.action} {pin.version}",
            "text": f"{pin.action}@{pin.commit}, tagged {pin.date}",
            "checked": pin.checked,
            "sources": [pin.source],
            "unverified": pin.unverified,
            "disputed": False,
        }
        for pin in pins().values()
    ]
