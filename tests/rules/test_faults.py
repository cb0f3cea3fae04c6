"""Single textual edits of clean repositories: each is found, at its place, and nothing else is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from ruled import Scene, bases, case_in, faults, findings, lay_out, place

from runbook.finding import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from ruled import Fault

QUIET = Severity.ADVICE
OF_GITHUB = re.compile("pull.request|workflow_dispatch|id-token|github", re.IGNORECASE)


@pytest.mark.parametrize("name", bases())
def test_no_rule_finds_anything_in_a_base(name: str, tmp_path: Path) -> None:
    case = case_in(lay_out(Scene(name), tmp_path / "base"))
    assert [item for item in findings(case) if item.severity is not QUIET] == []


@pytest.mark.parametrize("fault", faults(), ids=lambda fault: fault.id)
def test_fault_is_found_at_its_place_and_no_other(fault: Fault, tmp_path: Path) -> None:
    folder = lay_out(fault.scene, tmp_path / "repository")
    found = findings(case_in(folder, fault.scene.as_of))
    places = {place(item, folder): item for item in found}
    missed = [item for item in fault.expect if not any(map(item.is_at, places))]
    assert missed == [], places
    others = {
        where: item
        for where, item in places.items()
        if item.severity is not QUIET and not any(one.is_at(where) for one in fault.expect)
    }
    assert {where.code for where in others} <= set(fault.also), others
    assert [item for item in others.values() if item.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    "fault", [one for one in faults() if "gitlab" in one.scene.base], ids=lambda fault: fault.id
)
def test_a_fault_of_a_pipeline_is_told_in_its_forges_words(fault: Fault, tmp_path: Path) -> None:
    for item in findings(case_in(lay_out(fault.scene, tmp_path / "repository"), fault.scene.as_of)):
        said = [item.message, item.found, item.expected, item.fix.text if item.fix else ""]
        said += [location.label for location in item.locations]
        assert [text for text in said if text and OF_GITHUB.search(text)] == []


def test_every_fault_is_one_edit_of_a_base() -> None:
    assert {fault.scene.base for fault in faults()} <= set(bases())
    assert all(len(fault.scene.edits) == 1 for fault in faults())
