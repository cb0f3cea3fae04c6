"""Every registry's answers, as data: tests/registries/vectors/*.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from runbook.model.claims import Claims
from runbook.model.comparison import Match, MatchStatus
from runbook.model.origin import UNKNOWN
from runbook.model.record import PublisherRecord, RecordState
from runbook.registries.catalog import all_registries, catalog_version, get
from runbook.source import parse_yaml, to_python

FOLDER = Path(__file__).parent / "vectors"
FILES = {
    path.stem: to_python(parse_yaml(path.read_text(), path.name).root)
    for path in sorted(FOLDER.glob("*.yaml"))
}
OWN_KEYS = {"state", "packages", "provider"}


class Vector(NamedTuple):
    file: dict[str, Any]
    case: dict[str, Any]

    @property
    def package(self) -> str:
        return str(self.case.get("package", self.file["package"]))

    @property
    def as_of(self) -> str:
        return str(self.case.get("as_of", catalog_version()))

    def claims(self) -> Claims:
        values = {**self.file["claims"], **self.case.get("claims", {})}
        known = {key: UNKNOWN if value == "?" else value for key, value in values.items()}
        return Claims({key: value for key, value in known.items() if value is not None})

    def records(self) -> list[PublisherRecord]:
        return [self._record(changed) for changed in self.case["records"]]

    def _record(self, changed: dict[str, Any]) -> PublisherRecord:
        own = {key: value for key, value in changed.items() if key not in OWN_KEYS}
        fields = {**self.file["record"], **own}
        return PublisherRecord(
            self.file["registry"],
            tuple(changed.get("packages", [self.package])),
            changed.get("provider", self.file["provider"]),
            {key: value for key, value in fields.items() if value is not None},
            RecordState(changed.get("state", "active")),
        )


VECTORS = [
    pytest.param(Vector(file, case), id=f"{name}-{case['id']}")
    for name, file in FILES.items()
    for case in file["vectors"]
]


def printed(match: Match, registry: str) -> str:
    """What the user sees: the text of the match's signature."""
    found = [item for item in get(registry).data.signatures if item.id == match.signature]
    assert len(found) == 1, match.signature
    return found[0].render(dict(match.variables))


def compared(match: Match) -> list[list[str | None]]:
    """What the user sees of the comparisons: field, label, record, claim, token."""
    return [
        [
            item.field,
            item.label,
            item.record_value,
            item.claim,
            "?" if item.claim_value is UNKNOWN else item.claim_value,
        ]
        for item in match.comparisons
    ]


@pytest.mark.parametrize("vector", VECTORS)
def test_match(vector: Vector) -> None:
    expect = vector.case["expect"]
    records = vector.records()
    match = get(vector.file["registry"]).match(
        vector.claims(), records, vector.package, vector.as_of
    )
    assert match.status is MatchStatus(expect["match"])
    assert (match.signature is not None) == (match.status is MatchStatus.REFUSED)
    if "signature" in expect:
        assert match.signature == expect["signature"]
    if "text" in expect:
        assert printed(match, vector.file["registry"]) == expect["text"]
    if "record" in expect:
        assert match.record is records[expect["record"]]
    if "notes" in expect:
        assert list(match.notes) == expect["notes"]
    if "differing" in expect:
        assert [item.field for item in match.differing] == expect["differing"]
    if "near" in expect:
        assert {item.field: item.near for item in match.differing if item.near} == expect["near"]
    if "compared" in expect:
        assert compared(match) == expect["compared"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if "admit" in v.values[0].case["expect"]])
def test_admit(vector: Vector) -> None:
    expect = vector.case["expect"]
    match = get(vector.file["registry"]).admit(
        vector.claims(),
        vector.records(),
        vector.package,
        vector.as_of,
        **{key: vector.case[key] for key in ("attests", "first") if key in vector.case},
    )
    assert match.status is MatchStatus(expect["admit"])
    if "admit_signature" in expect:
        assert match.signature == expect["admit_signature"]
    if "admit_text" in expect:
        assert printed(match, vector.file["registry"]) == expect["admit_text"]
    if "admit_notes" in expect:
        assert list(match.notes) == expect["admit_notes"]
    if "admit_compared" in expect:
        assert compared(match)[-1] == expect["admit_compared"]


@pytest.mark.parametrize("vector", VECTORS)
def test_notes_and_messages_have_their_data(vector: Vector) -> None:
    registry = get(vector.file["registry"])
    match = registry.match(vector.claims(), vector.records(), vector.package, vector.as_of)
    assert all(registry.data.fact(note) for note in match.notes)
    if match.signature is not None:
        assert "{" not in printed(match, registry.id)


def test_every_registry_with_an_exchange_has_vectors() -> None:
    with_exchange = {item.id for item in all_registries() if item.data.oidc and item.data.forms}
    assert {file["registry"] for file in FILES.values()} == with_exchange
