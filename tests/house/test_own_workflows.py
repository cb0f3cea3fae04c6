"""This project's own workflows are what it tells others to have."""

from __future__ import annotations

from pathlib import Path

import pytest
from judges import ask

from runbook.descriptor.load import load_descriptor
from runbook.plan import make_plan
from runbook.workflows.compose import compose

ROOT = Path(__file__).parents[2]


def test_the_release_workflow_is_compiled_from_our_descriptor() -> None:
    composed = compose(make_plan(load_descriptor(ROOT / "runbook.yaml")))
    assert composed == {path: (ROOT / path).read_text(encoding="utf-8") for path in composed}


@pytest.mark.judges
def test_no_judge_complains() -> None:
    assert [
        *ask.zizmor(ROOT / ".github"),
        *ask.actionlint(ROOT),
        *ask.github_schemas(ROOT),
        *ask.schema("vendor.dependabot", [ROOT / ".github/dependabot.yml"]),
        *ask.shellcheck([ROOT / ".ci/run"]),
    ] == []
