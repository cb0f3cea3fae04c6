"""This project's own workflows are what it tells others to have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from judges import ask

from runbook.descriptor.load import load_descriptor
from runbook.plan import make_plan
from runbook.workflows.compose import compose

if TYPE_CHECKING:
    from pathlib import Path


def test_the_release_workflow_is_compiled_from_our_descriptor(root: Path) -> None:
    composed = compose(make_plan(load_descriptor(root / "runbook.yaml")))
    assert composed == {path: (root / path).read_text(encoding="utf-8") for path in composed}


@pytest.mark.judges
def test_no_judge_complains(root: Path) -> None:
    assert [
        *ask.zizmor(root / ".github"),
        *ask.actionlint(root),
        *ask.github_schemas(root),
        *ask.schema("vendor.dependabot", [root / ".github/dependabot.yml"]),
        *ask.shellcheck([root / ".ci/run"]),
    ] == []
