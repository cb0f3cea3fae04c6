from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runbook.errors import InputError
from runbook.model.origin import OriginKind
from runbook.model.record import RecordState
from runbook.records.read import parse_records, read_records

if TYPE_CHECKING:
    from pathlib import Path

ONE = """\
records:
  - registry: pypi
    package: demo
    provider: github
    state: pending
    fields: {owner: acme, environment: null}
    confirmed: "2026-11-01"
    by: alice
"""


def test_a_record_is_read_with_its_place() -> None:
    (record,) = parse_records(ONE, "r.yaml")
    assert (record.registry, record.packages, record.provider) == ("pypi", ("demo",), "github")
    assert record.fields == {"owner": "acme", "environment": ""}
    assert (record.state, record.confirmed) == (RecordState.PENDING, "2026-11-01")
    assert record.confirmed_by == "alice"
    assert record.origin.kind is OriginKind.RECORDED
    assert str(record.origin.span) == "r.yaml:2:5"


def test_what_is_left_out() -> None:
    (record,) = parse_records("records: [{registry: npm, package: a, fields: {}}]", "r.yaml")
    assert (record.provider, record.state) == ("github", RecordState.ACTIVE)
    assert (record.confirmed, record.confirmed_by) == (None, "")


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("", "there is no list of records", None),
        ("records: 7", "there is no list of records", "r.yaml:1:1"),
        ("- a", "there is no list of records", "r.yaml:1:1"),
        ("records: [a]", "a record is a mapping", "r.yaml:1:11"),
        ("records: [{fields: {}, package: a}]", "a record has a registry", "r.yaml:1:11"),
        (
            "records: [{registry: pypi, package: [a], fields: {}}]",
            "a record has a package",
            "r.yaml:1:37",
        ),
        ("records: [{registry: pypi, package: a}]", "a record has fields", "r.yaml:1:11"),
        (
            "records: [{registry: pipy, package: a, fields: {}}]",
            "there is no such registry",
            "r.yaml:1:22",
        ),
        (
            "records: [{registry: pypi, package: a, fields: {}, hue: red}]",
            "this key is unknown",
            "r.yaml:1:52",
        ),
        (
            "records: [{registry: pypi, package: a, fields: {b: [c]}}]",
            "a field is one value",
            "r.yaml:1:52",
        ),
        (
            "records: [{registry: pypi, package: a, fields: {}, state: old}]",
            "this is no state of a record",
            "r.yaml:1:59",
        ),
        (
            "records: [{registry: pypi, package: a, fields: {}, confirmed: today}]",
            "this is no day",
            "r.yaml:1:63",
        ),
        ("records: [", "this is not YAML", "r.yaml:"),
    ],
)
def test_what_is_wrong_is_pointed_at(text: str, message: str, place: str | None) -> None:
    with pytest.raises(InputError) as caught:
        parse_records(text, "r.yaml")
    problem = caught.value.problems[0]
    assert problem.message.startswith(message)
    assert str(problem.span or "").startswith(place or "")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_records(tmp_path / "r.yaml")
    (tmp_path / "r.yaml").write_bytes(b"records: []\n# \xff\n")
    with pytest.raises(InputError) as caught:
        read_records(tmp_path / "r.yaml")
    assert str(caught.value.problems[0].span) == f"{tmp_path / 'r.yaml'}:2:3"
    (tmp_path / "r.yaml").write_text(ONE)
    assert len(read_records(tmp_path / "r.yaml")) == 1
