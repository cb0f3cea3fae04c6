"""A repository that keeps its pages true is told what it is told without those workflows."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
from found_checkouts import with_git

from runbook.cli.main import run
from runbook.descriptor.load import load_descriptor
from runbook.forges.github.syntax.read import read_workflow
from runbook.plan import make_plan
from runbook.workflows.commands import SITE
from runbook.workflows.compose import compose
from runbook.workflows.upkeep import PAGES, upkeep

if TYPE_CHECKING:
    from pathlib import Path

RELEASES = {
    "tag": ("by: tag, tags: ['v*']", "tags: ['v*']"),
    "merge": ("by: merge, branches: [main]", "branches: [main]"),
    "dispatch": ("by: dispatch, from: [main]", "branches: [main]"),
    "schedule": ("by: schedule, cron: '30 4 * * 1'", "branches: [main]"),
    "release": ("by: release, types: [published], tags: ['v*']", "tags: ['v*']"),
}
COMMANDS = {
    "check": ("check", "--format", "json"),
    "init": ("init", "--dry-run"),
    "init's data": ("init", "--json"),
}


def put(root: Path, release: str, gate: str) -> Path:
    """A checkout with a sound release; its descriptor is `runbook.yaml`."""
    with_git(root)
    (root / "pyproject.toml").write_text('[project]\nname = "demo"\nversion = "1.0.0"\n')
    (root / "runbook.yaml").write_text(
        "runbook: 1\nowner: acme\nrepo: demo\n"
        f"workflows: {{release.yml: {{releases: {{production: {{{release}}}}}}}}}\n"
        f"environments: {{pypi: {{reviewers: ['team:release'], {gate}}}}}\n"
        "registries: [{registry: pypi, package: demo, workflow: release.yml, environment: pypi}]\n"
    )
    add(root, compose(make_plan(load_descriptor(root / "runbook.yaml"))))
    return root


def add(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


@pytest.mark.parametrize("described", [True, False], ids=["descriptor", "inferred"])
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("release", RELEASES)
def test_nothing_new_is_found(
    release: str,
    command: tuple[str, ...],
    described: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = put(tmp_path / "checkout", *RELEASES[release])
    files = upkeep(make_plan(load_descriptor(root / "runbook.yaml")))
    if not described:
        (root / "runbook.yaml").unlink()
    before = run([*command, str(root)]), capsys.readouterr()
    add(root, files)
    assert (run([*command, str(root)]), capsys.readouterr()) == before
    assert before[0] == 0


def test_a_misspelt_gate_beside_them_is_still_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = put(tmp_path / "checkout", *RELEASES["merge"])
    files = upkeep(make_plan(load_descriptor(root / "runbook.yaml")))
    add(root, {path: text.replace("github-pages", "github-page") for path, text in files.items()})
    assert run(["check", str(root)]) == 1
    said = capsys.readouterr()
    assert "the environment github-page of the job deploy" in said.out + said.err
    assert PAGES in said.out + said.err


@pytest.mark.slow
def test_the_steps_run_and_leave_a_site_where_it_is_taken_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = put(tmp_path / "checkout", *RELEASES["tag"])
    files = upkeep(make_plan(load_descriptor(root / "runbook.yaml")))
    add(root, files)
    monkeypatch.chdir(root)
    lines = [
        step.run.value
        for path, text in files.items()
        for job in read_workflow(text, path).jobs.values()
        for step in job.steps
        if step.run is not None
    ]
    ours = [shlex.split(line)[1:] for line in lines if line.startswith("runbook ")]
    assert [line[0] for line in ours] == ["check", "sync", "build"]
    assert [run(line) for line in ours] == [0, 0, 0]
    assert (root / SITE / "index.html").is_file()
