"""Every folder in ``logs`` is a log with what must be said about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from runbook.diagnosis.diagnose import diagnose
from runbook.diagnosis.intake import open_log
from runbook.diagnosis.model import Confidence

if TYPE_CHECKING:
    from runbook.diagnosis.model import Diagnosis

FOLDERS = sorted(path.parent for path in (Path(__file__).parent / "logs").glob("*/log.txt"))


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def case(request: pytest.FixtureRequest) -> tuple[Diagnosis, dict[str, Any]]:
    folder: Path = request.param
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return diagnose(open_log(folder / "log.txt")), expected


def test_is_said_to_be_what_it_is(case: tuple[Diagnosis, dict[str, Any]]) -> None:
    found, expected = case
    said: dict[str, Any] = {
        "verdict": str(found.verdict),
        "cause": found.cause,
        "registry": found.registry,
        "job": found.job,
        "step": found.step,
        "first": found.candidates[0].cause if found.candidates else None,
        "confidence": str(found.confidence),
        "decider": found.decider.name if found.decider else None,
        "line": found.candidates[0].evidence_for[0].line if found.candidates else None,
        "difference": [found.difference.record_value, found.difference.claim_value]
        if found.difference
        else None,
        "others": [item.job for item in found.others],
    }
    causes = {item.cause for item in found.candidates}
    out = {item.cause for item in found.candidates if item.confidence is Confidence.UNLIKELY}
    checked = {key: said[key] for key in expected if key in said}
    assert checked == {key: value for key, value in expected.items() if key in said}
    assert set(expected.get("among", ())) <= causes
    assert set(expected.get("unlikely", ())) <= out | ({*expected.get("unlikely", ())} - causes)
    assert not set(expected.get("impossible", ())) & causes
    assert expected.get("fix", "") in " ".join(found.fix)
    assert expected.get("note", "") in " ".join(found.notes)


def test_an_undecided_log_names_what_decides(case: tuple[Diagnosis, dict[str, Any]]) -> None:
    found, expected = case
    if expected["verdict"] == "undecided" and len(found.candidates) > 1:
        assert found.decider is not None
        assert found.candidates[0].cause in found.decider.causes
