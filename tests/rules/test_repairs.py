"""What a machine can repair: the finding is gone afterwards, and nothing else has changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ruled import case_in, faults, findings, lay_out

from runbook.finding import Severity
from runbook.output.fixes import repairs
from runbook.output.located import located

if TYPE_CHECKING:
    from ruled import Fault

    from runbook.case import Case
    from runbook.finding import Finding

REPAIRABLE = {
    "RB101",
    "RB108",
    "RB111",
    "RB201",
    "RB207",
    "RB208",
    "RB602",
    "RB303",
    "RB402",
    "RB409",
    "RB411",
    "RB412",
    "RB701",
    "RB705",
    "RB707",
    "RB708",
}
IN_DOCUMENTS = {"RB801", "RB802"}


def repairable(case: Case, folder: Path) -> list[Finding]:
    """The findings that bring edits, their files named from the root of the file system."""
    named = (str(folder / "runbook.yaml"), str(folder / "runbook.records.yaml"))
    found = [item for item in findings(case) if item.fix is not None and item.fix.edits]
    return [located(item, str(folder), named) for item in found]


def mended(fault: Fault, folder: Path) -> set[str]:
    """The codes whose findings are repaired in the folder of a fault."""
    lay_out(fault.scene, folder)
    found = repairable(case_in(folder, fault.scene.as_of), folder)
    for change in repairs(found, folder).changes:
        Path(change.file).write_text(change.after, encoding="utf-8")
    return {item.code for item in found}


@pytest.mark.parametrize("fault", faults(), ids=lambda fault: fault.id)
def test_a_repair_takes_the_finding_away_and_brings_no_error(fault: Fault, tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    codes = mended(fault, folder)
    left = findings(case_in(folder, fault.scene.as_of)) if codes else []
    assert codes.isdisjoint({item.code for item in left})
    assert [item for item in left if item.severity is Severity.ERROR] == []


def test_the_rules_that_can_be_repaired(tmp_path: Path) -> None:
    codes = {code for fault in faults() for code in mended(fault, tmp_path / fault.id)}
    assert codes >= REPAIRABLE | IN_DOCUMENTS


@pytest.mark.parametrize("fault", faults(), ids=lambda fault: fault.id)
def test_a_repair_changes_only_the_lines_of_its_edits(fault: Fault, tmp_path: Path) -> None:
    folder = lay_out(fault.scene, tmp_path / "repository")
    found = repairable(case_in(folder, fault.scene.as_of), folder)
    touched = {(edit.span.file, edit.span.start.line) for item in found for edit in item.fix.edits}
    for change in repairs(found, folder).changes:
        kept = change.after.split("\n")
        for number, line in enumerate(change.before.split("\n"), 1):
            assert line in kept or (change.file, number) in touched
