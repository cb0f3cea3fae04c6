"""The judges find nothing in the workflows of generated projects, asked about all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from judges import ask
from strategies import consistent

from runbook.descriptor.load import parse_descriptor
from runbook.model.forge import ForgeKind
from runbook.plan import make_plan
from runbook.workflows.compose import compose
from runbook.workflows.upkeep import upkeep

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.judges

PROJECTS = 60


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A folder for each generated project on GitHub, with its composed files."""
    base = tmp_path_factory.mktemp("generated")
    written: list[Path] = []

    @settings(max_examples=PROJECTS)
    @given(consistent())
    def write(text: str) -> None:
        plan = make_plan(parse_descriptor(text, "runbook.yaml"))
        if plan.project.forge is ForgeKind.GITHUB:
            # Names of one length: actionlint takes a project for another whose name begins alike.
            files = compose(plan) | upkeep(plan)
            root = ask.write_tree(base / f"{len(written):04}", files)
            (root / "runbook.yaml").write_text(text, encoding="utf-8")
            written.append(root)

    write()
    return written


@pytest.mark.parametrize("judge", [ask.zizmor, ask.actionlint, ask.github_schemas])
def test_no_judge_complains(judge: ask.Judge, projects: list[Path]) -> None:
    assert len(projects) > PROJECTS / 3
    assert judge(*projects) == []
