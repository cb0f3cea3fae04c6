"""The blocks of our own README and CONTRIBUTING are what `runbook sync` makes of our descriptor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import ExitCode
from runbook.readme.report import differences, verdict
from runbook.readme.sync import look

if TYPE_CHECKING:
    from pathlib import Path


def test_our_blocks_are_up_to_date(root: Path) -> None:
    found = look(root / "runbook.yaml", (), force=True)
    assert {"README.md", "CONTRIBUTING.md"} <= {one.path.name for one in found if one.states}
    assert verdict(found) is ExitCode.OK, differences(found)
