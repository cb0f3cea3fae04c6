"""Writes ``runbook.records.yaml``: one record more, or one renewed, nothing else changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.workflows.emit import Data, emit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.model.record import PublisherRecord

HEADER = (
    "What was last seen at the registries, written by `runbook confirm`. A rename is noticed only\n"
    "because this file still holds the old name: change it after the registry, never before."
)


def with_record(
    records: Iterable[PublisherRecord], record: PublisherRecord
) -> tuple[PublisherRecord, ...]:
    """The records with `record` in the place of the one for the same package and state."""
    kept = [item for item in records if _name(item) != _name(record)]
    return tuple(sorted([*kept, record], key=_name))


def records_text(records: Iterable[PublisherRecord]) -> str:
    """The file's text."""
    return emit({"records": [_data(record) for record in records]}, header=HEADER)


def _name(record: PublisherRecord) -> tuple[str, tuple[str, ...], str]:
    workflow = next((value for key, value in record.fields.items() if "workflow" in key), "")
    return record.registry, record.packages, workflow


def _data(record: PublisherRecord) -> dict[str, Data]:
    return {
        "registry": record.registry,
        "package": record.packages[0],
        "provider": record.provider,
        "state": record.state.value,
        "fields": dict(record.fields),
        "confirmed": record.confirmed,
        "by": record.confirmed_by,
    }
