from __future__ import annotations

from dataclasses import replace

from hostile import hostile_text
from hypothesis import given

from runbook.model.record import PublisherRecord, RecordState
from runbook.records.read import parse_records
from runbook.records.write import records_text, with_record

FIELDS = {"owner": "acme", "workflow_filename": "release.yml", "environment": ""}
RECORD = PublisherRecord("pypi", ("demo",), "github", FIELDS, confirmed="2026-11-01")


def test_a_record_takes_the_place_of_the_same_one() -> None:
    newer = replace(RECORD, confirmed="2026-11-02")
    other = replace(RECORD, registry="crates-io")
    assert with_record([RECORD, other], newer) == (other, newer)


def test_after_a_rename_the_old_record_stays_until_it_is_removed() -> None:
    renamed = replace(RECORD, fields={**FIELDS, "workflow_filename": "publish.yml"})
    assert with_record([RECORD], renamed) == (renamed, RECORD)


@given(hostile_text(), hostile_text())
def test_what_is_written_is_read_again(value: str, who: str) -> None:
    record = replace(
        RECORD, fields={**FIELDS, "owner": value}, confirmed_by=who, state=RecordState.PENDING
    )
    assert parse_records(records_text([record]), "r.yaml") == (record,)
