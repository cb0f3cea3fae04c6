"""Our own descriptor, and both examples put right, pass our own rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from runbook.finding import Severity
from runbook.observe import case_of
from runbook.rules.catalog import run

ROOT = Path(__file__).parents[2]
DESCRIPTORS = [ROOT / "runbook.yaml", *sorted(ROOT.glob("examples/*/runbook.yaml"))]


@pytest.mark.parametrize("descriptor", DESCRIPTORS, ids=lambda path: path.parent.name)
def test_no_rule_finds_an_error(descriptor: Path) -> None:
    found = [finding for item in run(case_of(descriptor)) for finding in item.findings]
    assert [one for one in found if one.severity is Severity.ERROR] == []
