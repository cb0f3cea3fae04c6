"""What the machine writes in the place of a wrong pin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruled import Edit, Scene, answer

from runbook.finding import Fail
from runbook.rules.catalog import rule

if TYPE_CHECKING:
    from pathlib import Path

WORKFLOW = ".github/workflows/release.yml"
COMMIT = "dc37677b2e1c63e2034f94d8a5b11f265b73ba33"
TAG = "a892a5a61159132606e93a2fa6f4358831b04d26"


def test_only_the_sha_is_replaced(tmp_path: Path) -> None:
    scene = Scene("pypi-tag", (Edit(WORKFLOW, COMMIT, TAG),))
    wrong = rule("RB602")
    assert wrong is not None
    outcome = answer(wrong, scene, tmp_path / "repository")
    assert isinstance(outcome, Fail)
    (finding,) = outcome.findings
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    text = (tmp_path / "repository" / WORKFLOW).read_text(encoding="utf-8")
    line = text.split("\n")[edit.span.start.line - 1]
    written = line[edit.span.start.column - 1 : edit.span.end.column - 1]
    assert (written, edit.replacement) == (TAG, COMMIT)
