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
    "merge": ["run.log", "run.log", "run.log"],
    "simulate": ["push", "refs/tags/v0.5.10"],
}
ON_GITHUB = [["check"], ["simulate", "v0.5.10"], ["simulate", "--all"], ["init", "--json"]]
BUILT = [name for name in LIGHT if name.startswith("-") or name in command_names()]


@pytest.fixture
def checkout(tmp_path: Path, root: Path) -> Path:
    """A repository that publishes and has no descriptor, and a log."""
    shutil.copytree(root / "examples/as-written/quilt-mcp-server", tmp_path / "repository")
    (tmp_path / "repository/runbook.yaml").unlink()
    (tmp_path / "repository/.git").mkdir()
    (tmp_path / "repository/run.log").write_text("Error: invalid-publisher\n", encoding="utf-8")
    return tmp_path / "repository"


def imported(arguments: list[str], folder: Path, root: Path, **environment: str) -> set[str]:
    """The modules that a run of the command line imports, by their full names."""
    code = "from runbook.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code, *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(root)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


@pytest.mark.parametrize("command", BUILT)
def test_a_light_command_loads_nothing_heavy(command: str, checkout: Path, root: Path) -> None:
    modules = imported([command, *LIGHT[command]], checkout, root)
    assert "runbook" in modules
    assert modules.isdisjoint(HEAVY)


@pytest.mark.parametrize("arguments", ON_GITHUB, ids=" ".join)
@pytest.mark.parametrize("declared", [True, False], ids=["declared", "bare"])
def test_a_project_on_github_loads_nothing_of_pipelines(
    arguments: list[str], checkout: Path, root: Path, *, declared: bool
) -> None:
    if declared:
        shutil.copy(root / "examples/quilt-mcp-server/runbook.yaml", checkout)
    modules = imported(arguments, checkout, root)
    assert "runbook.repository.read" in modules
    assert not {name for name in modules if name.startswith("runbook.forges.gitlab")}


def test_a_pipeline_is_seen_to_load_what_reads_it(checkout: Path, root: Path) -> None:
    shutil.rmtree(checkout / ".github")
    (checkout / ".gitlab-ci.yml").write_text("job:\n  script: twine upload dist/*\n")
    assert "runbook.forges.gitlab.syntax.read" in imported(["check"], checkout, root)


@pytest.mark.parametrize(
    "words",
    [
        "runbook ",
        "runbook build ",
        "runbook check --select RB3",
        "runbook confirm ",
        "runbook confirm pypi ",
        "runbook explain RB",
        "runbook facts ",
        "runbook simulate --event ",
        "runbook simulate --workflow ",
    ],
)
def test_completing_loads_nothing_heavy(words: str, checkout: Path, root: Path) -> None:
    shutil.copy(root / "examples/quilt-mcp-server/runbook.yaml", checkout)
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(f"{words}|".split()) - 1)}
    modules = imported([], checkout, root, _RUNBOOK_COMPLETE="zsh_complete", **asked)
    assert "runbook" in modules
    assert modules.isdisjoint(HEAVY)


def test_completing_a_command_loads_no_more_than_the_commands(checkout: Path, root: Path) -> None:
    asked = {"COMP_WORDS": "runbook ", "COMP_CWORD": "1", "_RUNBOOK_COMPLETE": "bash_complete"}
    added = imported([], checkout, root, **asked) - imported(["--version"], checkout, root)
    assert added.isdisjoint({"yaml", "json", "importlib.metadata", "difflib", "email"})


def test_a_heavy_command_is_seen_to_load_it(checkout: Path, root: Path) -> None:
    assert "pydantic" in imported(["schema"], checkout, root)
