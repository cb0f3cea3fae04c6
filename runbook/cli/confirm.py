"""``runbook confirm``: note what a registry really holds."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

import click

from runbook.cli import values
from runbook.cli.common import descriptor_option, iso_day, resolve_descriptor
from runbook.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runbook.model.plan import Plan
    from runbook.model.record import PublisherRecord

STATES = ("active", "pending")  # runbook.model.record.RecordState, not imported for start-up


@click.command()
@click.argument("registry", shell_complete=values.registries)
@click.argument("package", shell_complete=values.packages)
@click.option("--field", multiple=True, metavar="KEY=VALUE", help="A value that differs.")
@click.option("--paste", type=click.File(), metavar="FILE", help="Text of the page; - to paste it.")
@click.option("--state", type=click.Choice(STATES), help="What it is there (as planned).")
@click.option("--by", default="", help="Who saw it.")
@click.option("--date", "seen", metavar="DATE", help="When (today).")
@descriptor_option
def command(  # noqa: PLR0913 - one parameter an option
    *,
    registry: str,
    package: str,
    field: tuple[str, ...],
    paste: TextIO | None,
    state: str | None,
    by: str,
    seen: str | None,
    descriptor: Path | None,
) -> int:
    """Write down that a publisher is registered as planned, or how it differs.

    The record goes into runbook.records.yaml beside the descriptor. A later rename is noticed
    because that file still holds what the registry holds. With --paste the values are read from
    what was copied from the registry's page; those that are not in it are as planned.
    """
    from runbook.descriptor.load import load_descriptor  # noqa: PLC0415 - start-up
    from runbook.model.record import RecordState  # noqa: PLC0415 - start-up
    from runbook.output.atomic import write_file  # noqa: PLC0415 - start-up
    from runbook.plan import make_plan  # noqa: PLC0415 - start-up
    from runbook.records.read import NAME, read_records  # noqa: PLC0415 - start-up
    from runbook.records.write import records_text, with_record  # noqa: PLC0415 - start-up

    path = resolve_descriptor(descriptor)
    planned = _planned(make_plan(load_descriptor(path)), registry, package)
    read = {} if paste is None else _pasted(planned, paste)
    fields = _changed({**planned.fields, **read}, field)
    for key, value in planned.fields.items():
        if fields[key] != value:
            sys.stdout.write(f"{key}: {_shown(fields[key])}, planned {_shown(value)}\n")
    record = replace(
        planned,
        packages=(package,),
        state=RecordState(state or planned.state),
        fields=fields,
        confirmed=_day(seen),
        confirmed_by=by,
    )
    target = path.parent / NAME
    before = read_records(target) if target.exists() else ()
    write_file(target, records_text(with_record(before, record)))
    sys.stdout.write(f"{target}: {registry} {package} as of {record.confirmed}\n")
    return ExitCode.OK


def _shown(value: str) -> str:
    from runbook.text import plain  # noqa: PLC0415 - start-up

    return plain(value) or "blank"


def _day(given: str | None) -> str:
    """The day that was given, else today."""
    from datetime import UTC, datetime  # noqa: PLC0415 - start-up

    return iso_day("--date", given) if given else datetime.now(UTC).date().isoformat()


def _pasted(record: PublisherRecord, paste: TextIO) -> dict[str, str]:
    from runbook.records.paste import MAX_TEXT, pasted_fields  # noqa: PLC0415 - start-up
    from runbook.registries.catalog import get  # noqa: PLC0415 - start-up

    form = get(record.registry).form(record.provider, record.state)
    if form is None:
        raise UsageError(f"{record.registry} has no form for {record.provider}")
    return pasted_fields(paste.read(MAX_TEXT + 1), form)


def _planned(plan: Plan, registry: str, package: str) -> PublisherRecord:
    found = [
        item for item in plan.records if item.registry == registry and package in item.packages
    ]
    if not found:
        known = ", ".join(
            f"{item.registry} {name}" for item in plan.records for name in item.packages
        )
        raise UsageError(
            f"the plan has no publisher for {package!r} on {registry!r}", hint=f"it has: {known}"
        )
    return found[0]


def _changed(known: Mapping[str, str], given: tuple[str, ...]) -> dict[str, str]:
    fields = dict(known)
    for item in given:
        key, equal, value = item.partition("=")
        if not equal or key not in fields:
            hint = f"KEY=VALUE, KEY is: {', '.join(fields)}"
            raise UsageError(f"--field {item!r} sets no field", hint=hint)
        fields[key] = value
    return fields
