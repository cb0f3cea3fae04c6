"""Commands that need no document machinery do not load it: start-up is a feature."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from runbook.cli.main import command_names

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = {"pydantic", "pydantic_core", "jinja2", "mkdocs", "material"}
LIGHT = {
    "--version": [],
    "--help": [],
    "check": [],
    "diagnose": ["run.log"],
    "explain": ["RB301"],
    "facts": [],
    "init": [],
    "simulate": ["push", "refs/tags/v0.5.10"],
}
BUILT = [name for name in LIGHT if name.startswith("-") or name in command_names()]


@pytest.fixture
def checkout(tmp_path: Path, root: Path) -> Path:
    """A repository that publishes and has no descriptor, and a log."""
    shutil.copytree(root / "examples/as-written/quilt-mcp-server", tmp_path / "repository")
    (tmp_path / "repository/runbook.yaml").unlink()
    (tmp_path / "repository/.git").mkdir()
    (tmp_path / "repository/run.log").write_text("Error: invalid-publisher\n", encoding="utf-8")
    return tmp_path / "repository"


def imported(arguments: list[str], folder: Path, root: Path) -> set[str]:
    """Top-level packages that a run of the command line imports."""
    code = "from runbook.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code, *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize("command", BUILT)
def test_a_light_command_loads_nothing_heavy(command: str, checkout: Path, root: Path) -> None:
    packages = imported([command, *LIGHT[command]], checkout, root)
    assert "runbook" in packages
    assert packages.isdisjoint(HEAVY)


def test_a_heavy_command_is_seen_to_load_it(checkout: Path, root: Path) -> None:
    assert "pydantic" in imported(["schema"], checkout, root)
