from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hooks.project import ROOT, RUNBOOK, run, write_project
from judges import ask

from runbook.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
CHECK = STEPS["Check"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose block is filled; the program that the action installs; the summary."""
    folder = tmp_path / "project"
    folder.mkdir()
    write_project(folder)
    assert run(folder, *RUNBOOK.split(), "sync").returncode == ExitCode.OK
    program = tmp_path / "runbook/bin/runbook"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {RUNBOOK} "$@"\n')
    program.chmod(0o755)
    return folder


def step(project: Path, **inputs: str) -> tuple[int, str, str]:
    """Run the step as the runner does; exit code, output and summary."""
    given = {name.replace("-", "_"): value["default"] for name, value in ACTION["inputs"].items()}
    known = {f"inputs.{name.replace('_', '-')}": value for name, value in (given | inputs).items()}
    known["runner.temp"] = str(project.parent)
    environment = {
        name: re.sub(r"\$\{\{ ([a-z._-]+) \}\}", lambda hit: known[hit[1]], value)
        for name, value in CHECK["env"].items()
    }
    summary = project.parent / "summary.md"
    script = project.parent / "step.sh"
    script.write_text(CHECK["run"])
    shell = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")
    done = run(project, *shell, str(script), GITHUB_STEP_SUMMARY=str(summary), **environment)
    return done.returncode, done.stdout + done.stderr, summary.read_text()


def test_a_sound_project_passes(project: Path) -> None:
    code, said, summary = step(project)
    assert (code, "::error" in said) == (ExitCode.OK, False), said
    assert summary


def test_findings_are_annotations_a_summary_and_sarif(project: Path) -> None:
    workflow = project / ".github/workflows/push.yml"
    workflow.rename(workflow.with_name("other.yml"))
    code, said, summary = step(project, sarif="found.sarif")
    assert code == ExitCode.FINDINGS
    assert re.search(r"^::error title=RB\d{3},file=", said, re.MULTILINE)
    assert "| error |" in summary
    assert json.loads((project / "found.sarif").read_text())["runs"][0]["results"]


def test_a_stale_block_fails_with_the_message_asked_for(project: Path) -> None:
    readme = project / "README.md"
    readme.write_text(readme.read_text().replace("Runs of", "Mine of"))
    code, said, _ = step(project, fail_message="make docs, please")
    assert code == ExitCode.STALE
    assert "::error title=runbook sync,file=README.md,line=3,col=1::" in said
    assert "make docs, please" in said
    assert step(project, sync="false")[0] == ExitCode.OK


@pytest.mark.parametrize("name", ["$(touch hit)", "; touch hit", "--help", '" || touch hit "'])
def test_an_input_is_a_path_and_nothing_else(project: Path, name: str) -> None:
    code, said, _ = step(project, path=name)
    assert code == ExitCode.INPUT, said
    assert not (project / "hit").exists()


def test_no_expression_stands_in_a_script_and_every_action_is_pinned() -> None:
    assert not [name for name, one in STEPS.items() if "${{" in one.get("run", "")]
    used = [one["uses"] for one in STEPS.values() if "uses" in one]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name) for name in used)


@pytest.mark.judges
def test_no_judge_complains(tmp_path: Path) -> None:
    assert ask.zizmor(ROOT / "action.yml") == []
    assert ask.schema("vendor.github-actions", [ROOT / "action.yml"]) == []
    scripts = []
    for number, one in enumerate(STEPS.values()):
        if "run" in one:
            scripts.append(tmp_path / f"{number}.sh")
            scripts[-1].write_text(f"#!/usr/bin/env bash\n{one['run']}")
    assert ask.shellcheck(scripts) == []


WORKFLOW = """\
name: Release set-up
on: {pull_request: }
permissions: {}
jobs:
  check:
    name: Check
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read # to check the sources out
    steps:
      - uses: ./
        with: {sarif: found.sarif, sync: "true"}
"""


@pytest.mark.judges
def test_actionlint_knows_the_inputs(tmp_path: Path) -> None:
    workflow = tmp_path / ".github/workflows/check.yml"
    workflow.parent.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / "action.yml").write_bytes((ROOT / "action.yml").read_bytes())
    workflow.write_text(WORKFLOW)
    assert ask.actionlint(tmp_path) == []
    workflow.write_text(WORKFLOW.replace("sarif:", "sarf:"))
    assert "sarf" in "".join(ask.actionlint(tmp_path))
