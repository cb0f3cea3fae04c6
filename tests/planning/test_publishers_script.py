"""The script that registers many publishers adds what is missing, once, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from judges import ask

from runbook.case import Case
from runbook.descriptor.load import parse_descriptor
from runbook.pages.downloads import downloads
from runbook.pages.render import Renderer
from runbook.pages.scene import Scene
from runbook.plan import make_plan

pytestmark = [
    pytest.mark.judges,
    pytest.mark.skipif(shutil.which("node") is None, reason="npm comes with Node.js"),
]

STUB = Path(__file__).with_name("stub_npm.py")
SCRIPT = "downloads/publishers-npm.sh"
GITHUB = (
    "runbook: 1\nowner: acme\nrepo: demo\n"
    "workflows: {release.yml: {releases: {continuous: {by: merge}}}}\n"
    "environments: {npm: {}}\n"
)
GITLAB = (
    "runbook: 1\nowner: acme/tools\nrepo: demo\nforge: {kind: gitlab}\n"
    "workflows: {.gitlab-ci.yml: {releases: {continuous: {by: merge}}}}\nenvironments: {}\n"
)
ENTRY = "registries: [{registry: npm, packages: ['@acme/a', '@acme/b'], workflow: %s%s}]\n"


def scripts(text: str) -> dict[str, str]:
    plan = make_plan(parse_descriptor(text, "runbook.yaml"))
    return downloads(Scene(Case(plan, "2026-11-21"), Renderer()))


@dataclass
class Npm:
    """A folder with the stub as ``npm``, and what the stub remembers."""

    folder: Path

    def holds(self, packages: dict[str, list[dict[str, str]]]) -> None:
        state = {"calls": [], "packages": packages}
        (self.folder / "state.json").write_text(json.dumps(state), encoding="utf-8")

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads((self.folder / "state.json").read_text(encoding="utf-8"))
        return state

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.folder}{os.pathsep}{os.environ['PATH']}",
            "STUB_NPM": str(self.folder / "state.json"),
        }
        return subprocess.run(
            ["bash", "-c", script], env=environment, capture_output=True, text=True, check=False
        )

    def calls(self, verb: str) -> list[list[str]]:
        return [call for call in self.state["calls"] if call[1] == verb]


@pytest.fixture
def npm(tmp_path: Path) -> Npm:
    stub = tmp_path / "npm"
    stub.write_text(f'#!/bin/sh\nexec {sys.executable} {STUB} "$@"\n', encoding="utf-8")
    stub.chmod(0o755)
    return Npm(tmp_path)


def test_every_package_gets_its_publisher_once(npm: Npm) -> None:
    npm.holds({"@acme/a": [], "@acme/b": []})
    script = scripts(GITHUB + ENTRY % ("release.yml", ""))[SCRIPT]
    first, again = npm.run(script), npm.run(script)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines() == ["added  @acme/a", "added  @acme/b"]
    assert again.stdout.splitlines() == ["ok     @acme/a", "ok     @acme/b"]
    assert npm.calls("github") == [
        [
            *("trust", "github", name, "--file=release.yml", "--repository=acme/demo"),
            *("--environment=npm", "--allow-publish", "--yes"),
        ]
        for name in ("@acme/a", "@acme/b")
    ]


def test_another_publisher_is_left_alone(npm: Npm) -> None:
    other = {"type": "github", "repository": "acme/demo", "file": "old.yml", "environment": "npm"}
    same = {**other, "file": "release.yml"}
    npm.holds({"@acme/a": [other], "@acme/b": [other, same]})
    done = npm.run(scripts(GITHUB + ENTRY % ("release.yml", ""))[SCRIPT])
    assert done.stdout.splitlines() == ["added  @acme/a", "ok     @acme/b"]
    assert npm.state["packages"]["@acme/a"][0] == other


def test_a_package_that_does_not_exist_is_told_and_the_others_go_on(npm: Npm) -> None:
    npm.holds({"@acme/b": []})
    done = npm.run(scripts(GITHUB + ENTRY % ("release.yml", ""))[SCRIPT])
    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith("WRONG  @acme/a")
    assert done.stdout.splitlines()[1] == "added  @acme/b"


def test_what_a_publisher_allows_is_what_the_descriptor_says(npm: Npm) -> None:
    npm.holds({"@acme/a": [], "@acme/b": []})
    form = ", form: {allowed_actions: [stage, publish]}"
    npm.run(scripts(GITHUB + ENTRY % ("release.yml", form))[SCRIPT])
    assert npm.calls("github")[0][-3:] == ["--allow-publish", "--allow-stage-publish", "--yes"]


def test_a_project_of_gitlab_is_named_with_its_groups(npm: Npm) -> None:
    npm.holds({"@acme/a": [], "@acme/b": []})
    npm.run(scripts(GITLAB + ENTRY % (".gitlab-ci.yml", ""))[SCRIPT])
    assert npm.calls("gitlab")[0] == [
        *("trust", "gitlab", "@acme/a", "--file=.gitlab-ci.yml", "--project=acme/tools/demo"),
        *("--allow-publish", "--yes"),
    ]


def test_one_package_needs_no_script() -> None:
    one = "registries: [{registry: npm, package: demo, workflow: release.yml}]\n"
    assert SCRIPT not in scripts(GITHUB + one)


def test_the_script_is_clean(tmp_path: Path) -> None:
    files = [tmp_path / "github.sh", tmp_path / "gitlab.sh"]
    files[0].write_text(scripts(GITHUB + ENTRY % ("release.yml", ""))[SCRIPT], encoding="utf-8")
    files[1].write_text(scripts(GITLAB + ENTRY % (".gitlab-ci.yml", ""))[SCRIPT], encoding="utf-8")
    assert ask.shellcheck(files) == []
    assert ask.bash(files) == []
