"""A repository that publishes: an example's descriptor, its workflows, a README with a block."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from runbook.descriptor.load import load_descriptor
from runbook.plan import make_plan
from runbook.workflows.compose import compose

ROOT = Path(__file__).parents[2]
RUNBOOK = f"{sys.executable} -m runbook"
README = "# Demo\n\n<!-- runbook:begin badges -->\n<!-- runbook:end -->\n"


def write_project(folder: Path) -> Path:
    """The project in `folder`, with nothing wrong but an empty block."""
    file = folder / "runbook.yaml"
    file.write_bytes((ROOT / "examples/quilt-mcp-server/runbook.yaml").read_bytes())
    for path, text in compose(make_plan(load_descriptor(file))).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "README.md").write_text(README, encoding="utf-8")
    return folder


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in `folder`, where Python finds runbook."""
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
