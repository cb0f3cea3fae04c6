"""The workflow files we compose satisfy the strictest judges, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from judges import ask

from runbook.descriptor.load import load_descriptor
from runbook.plan import make_plan
from runbook.workflows.compose import compose
from runbook.workflows.upkeep import upkeep

pytestmark = pytest.mark.judges

ROOT = Path(__file__).parents[2]
DESCRIPTORS = (
    ROOT / "runbook.yaml",
    *sorted(ROOT.glob("examples/*/runbook.yaml")),
    *sorted(ROOT.glob("tests/judges/descriptors/*.yaml")),
)


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A folder for each project, with what its descriptor compiles to below ``.github``."""
    base = tmp_path_factory.mktemp("composed")
    plans = {f"{file.parent.name}-{file.stem}": load_descriptor(file) for file in DESCRIPTORS}
    return [
        ask.write_tree(base / name, compose(plan) | upkeep(plan))
        for name, plan in ((name, make_plan(one)) for name, one in plans.items())
    ]


@pytest.mark.parametrize("judge", [ask.zizmor, ask.actionlint, ask.github_schemas])
def test_no_judge_complains(judge: ask.Judge, composed: list[Path]) -> None:
    assert judge(*composed) == []
