"""The gh script sets every environment as declared, can be run again, and notices a difference."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from runbook.handbook.compile import compile_site

ROOT = Path(__file__).parents[2]
SCRIPT = "downloads/environments.sh"


@dataclass
class Forge:
    """A folder with the stub as ``gh``, and what the stub remembers."""

    folder: Path

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads((self.folder / "state.json").read_text("utf-8"))
        return state

    @state.setter
    def state(self, value: dict[str, Any]) -> None:
        (self.folder / "state.json").write_text(json.dumps(value), "utf-8")

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.folder}{os.pathsep}{os.environ['PATH']}",
            "STUB_GH": str(self.folder / "state.json"),
        }
        return subprocess.run(
            ["bash", "-c", script], env=environment, capture_output=True, text=True, check=False
        )

    def calls(self, method: str) -> list[list[str]]:
        return [call for call in self.state["calls"] if method in call]


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    stub = tmp_path / "gh"
    stub.write_text(
        f'#!/bin/sh\nexec {sys.executable} {ROOT}/tests/judges/stub_gh.py "$@"\n', "utf-8"
    )
    stub.chmod(0o755)
    forge = Forge(tmp_path)
    forge.state = {"calls": [], "environments": {}, "policies": {}}
    return forge


@pytest.fixture(scope="module")
def script() -> str:
    compiled = compile_site([ROOT / "examples/market-data-source/runbook.yaml"])
    text = compiled.files[SCRIPT]
    assert isinstance(text, str)
    return text


def test_it_sets_every_environment_and_reads_it_back(forge: Forge, script: str) -> None:
    done = forge.run(script)
    assert (done.returncode, done.stderr) == (0, "")
    assert "WRONG" not in done.stdout
    assert forge.state["policies"] == {
        "release": [["tag", "v*"]],
        "testpypi": [["branch", "main"]],
    }
    (release, trial) = forge.calls("PUT")
    assert "repos/destenson/market-data-source/environments/release" in release
    assert "reviewers[][type]=User" in release
    assert "deployment_branch_policy[custom_branch_policies]=true" in release
    assert not any("reviewers" in word for word in trial)


def test_running_it_again_adds_nothing(forge: Forge, script: str) -> None:
    forge.run(script)
    added = forge.calls("POST")
    assert forge.run(script).returncode == 0
    assert forge.calls("POST") == added


@pytest.mark.parametrize(
    ("environment", "policy"),
    [("release", ["tag", "*"]), ("testpypi", ["branch", "release"])],
    ids=["a tag too many", "a branch too many"],
)
def test_a_rule_too_many_is_said_and_fails(
    forge: Forge, script: str, environment: str, policy: list[str]
) -> None:
    state = forge.state
    state["policies"][environment] = [policy]
    forge.state = state
    done = forge.run(script)
    assert done.returncode == 1
    assert "WRONG  deployment branches and tags" in done.stdout
    assert " ".join(policy) in done.stdout
