"""The scripts and Terraform files that pages offer satisfy their judges."""

from __future__ import annotations

from pathlib import Path

import pytest
from judges import ask

from runbook.handbook.compile import compile_site

pytestmark = pytest.mark.judges

ROOT = Path(__file__).parents[2]
DESCRIPTORS = (
    *sorted(ROOT.glob("examples/*/runbook.yaml")),
    *sorted(ROOT.glob("tests/judges/descriptors/*.yaml")),
)


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each project, with every file its pages link to."""
    base = tmp_path_factory.mktemp("downloads")
    for file in DESCRIPTORS:
        files = compile_site([file]).files
        texts = {path: text for path, text in files.items() if isinstance(text, str)}
        ask.write_tree(base / f"{file.parent.name}-{file.stem}", texts)
    return base


@pytest.mark.parametrize(
    ("judge", "pattern"),
    [
        pytest.param(ask.bash, "*/downloads/*.sh", id="bash"),
        pytest.param(ask.shellcheck, "*/downloads/*.sh", id="shellcheck"),
        pytest.param(ask.hcl, "*/downloads/*.tf", id="hcl"),
    ],
)
def test_no_judge_complains(judge: ask.Judge, pattern: str, downloads: Path) -> None:
    files = sorted(downloads.glob(pattern))
    assert len(files) >= len(DESCRIPTORS)
    assert judge(files) == []
