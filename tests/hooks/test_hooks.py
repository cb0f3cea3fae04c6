from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hooks.project import ROOT, RUNBOOK, run, write_project

from runbook.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

MANIFEST: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
RUNNERS = [
    pytest.param(
        name, marks=pytest.mark.skipif(find_spec(name) is None, reason=f"{name} is not installed")
    )
    for name in ("pre_commit", "prek")
]


def here(hook: dict[str, Any]) -> dict[str, Any]:
    """A hook as the manifest has it, run by this Python instead of an environment of its own."""
    entry = hook["entry"].replace("runbook", RUNBOOK, 1)
    return {**hook, "entry": entry, "language": "system"}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository with the project and all hooks."""
    write_project(tmp_path)
    config = {"repos": [{"repo": "local", "hooks": [here(hook) for hook in MANIFEST]}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (tmp_path / ".gitignore").write_text("/build/\n/.cache/\n")
    run(tmp_path, "git", "init", "--quiet")
    run(tmp_path, "git", "add", ".")
    return tmp_path


def hooks(repository: Path, runner: str, *hook: str) -> tuple[int, str]:
    command = [sys.executable, "-m", runner, "run", *hook, "--all-files"]
    done = run(repository, *command, PRE_COMMIT_HOME=str(repository / ".cache"))
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("runner", RUNNERS)
def test_the_hooks_repair_and_then_pass(repository: Path, runner: str) -> None:
    code, said = hooks(repository, runner)
    assert code == 1, said
    assert "README.md: written" in said
    assert "badge.svg" in (repository / "README.md").read_text()
    run(repository, "git", "add", ".")
    code, said = hooks(repository, runner)
    assert code == 0, said
    assert said.count("Passed") == len(MANIFEST)
    assert (repository / "build/runbook/docs/setup.md").is_file()


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_renamed_workflow_fails_the_check(repository: Path, runner: str) -> None:
    workflow = repository / ".github/workflows/push.yml"
    workflow.rename(workflow.with_name("other.yml"))
    run(repository, "git", "add", "--all", ".")
    code, said = hooks(repository, runner, "runbook-check")
    assert code == 1
    assert "error[RB" in said


@pytest.mark.parametrize("hook", MANIFEST, ids=lambda hook: hook["id"])
def test_every_hook_is_a_command(hook: dict[str, Any], repository: Path) -> None:
    done = run(repository, *here(hook)["entry"].split(), "--help")
    assert done.returncode == ExitCode.OK
