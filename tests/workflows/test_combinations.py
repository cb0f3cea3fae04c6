"""The combinations real projects use, held to what makes a release safe."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from judges import ask

from runbook.case import Case
from runbook.descriptor.load import load_descriptor
from runbook.forges.github.syntax.read import read_workflow
from runbook.model.timeline import Result
from runbook.plan import make_plan
from runbook.registries.catalog import catalog_version
from runbook.rules.ask import played
from runbook.workflows.clients import builds_of, client_of
from runbook.workflows.compose import compose

if TYPE_CHECKING:
    from runbook.forges.github.syntax.model import Job, Step, Workflow
    from runbook.model.plan import Plan

pytestmark = pytest.mark.judges

COMBINATIONS = sorted(Path(__file__).parents[1].glob("matrix/combinations/*.yaml"))
combinations = pytest.mark.parametrize("file", COMBINATIONS, ids=lambda file: file.stem)
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}\Z")
# What installs a tool by name must name its version; what reads a lockfile has it there.
INSTALLS = re.compile(
    r"\b(pip install|npm (?:i|install)|npx|cargo install|gem install)\b(?! --no )"
)
VERSIONED = re.compile(r"(==|@)\d+(\.\d+)+")
CACHES = {
    "astral-sh/setup-uv": ("enable-cache", "false"),
    "actions/setup-node": ("package-manager-cache", "false"),
}
TOOLS = {"astral-sh/setup-uv": "version", "PyO3/maturin-action": "maturin-version"}


def plan_of(file: Path) -> Plan:
    return make_plan(load_descriptor(file))


def workflows_of(plan: Plan) -> list[Workflow]:
    return [read_workflow(text, path) for path, text in compose(plan).items()]


def steps_of(file: Path) -> list[Step]:
    return [
        step
        for workflow in workflows_of(plan_of(file))
        for job in workflow.jobs.values()
        for step in job.steps
    ]


def permissions(job: Job) -> dict[str, str]:
    assert job.permissions is not None
    return {scope: access.value for scope, access in job.permissions.scopes.items()}


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    base = tmp_path_factory.mktemp("combinations")
    return [
        ask.write_tree(base / f"{number:04}", compose(plan_of(file)))
        for number, file in enumerate(COMBINATIONS)
    ]


@pytest.mark.parametrize("judge", [ask.zizmor, ask.actionlint, ask.github_schemas])
def test_no_judge_complains(judge: ask.Judge, composed: list[Path]) -> None:
    assert judge(*composed) == []


@combinations
def test_a_job_that_uploads_stored_files_holds_the_identity_and_nothing_else(file: Path) -> None:
    plan = plan_of(file)
    (workflow,) = workflows_of(plan)
    for item in plan.publications:
        own = dict(client_of(item).permissions)
        identity = {"id-token": "write"} if item.record else {}
        assert permissions(workflow.jobs[item.job]) == identity | own, item.key
        if builds_of(plan, item):
            assert set(own) <= {"contents"} if not item.record else own == {}, item.key
            assert not any("checkout" in text_of(step) for step in workflow.jobs[item.job].steps)


@combinations
def test_a_build_never_sees_the_identity(file: Path) -> None:
    plan = plan_of(file)
    (workflow,) = workflows_of(plan)
    uploading = {item.job for item in plan.publications}
    for name, job in workflow.jobs.items():
        if name not in uploading:
            assert permissions(job) == {"contents": "read"}, name


@combinations
def test_nothing_is_cached_and_nothing_is_installed_unpinned(file: Path) -> None:
    for step in steps_of(file):
        uses = text_of(step)
        if uses:
            assert PINNED.match(uses), uses
        action = uses.partition("@")[0]
        assert "cache" not in action
        if action in CACHES:
            name, wanted = CACHES[action]
            assert str(step.with_[name].value).lower() == wanted, uses
        if action in TOOLS:
            assert re.search(r"\d+\.\d+\.\d+", str(step.with_[TOOLS[action]].value)), uses
        for line in (step.run.value if step.run else "").splitlines():
            if INSTALLS.search(line):
                assert VERSIONED.search(line), line


def text_of(step: Step) -> str:
    return step.uses.text if step.uses else ""


@combinations
def test_every_publication_arrives(file: Path) -> None:
    case = Case(plan_of(file), catalog_version())
    for release in case.plan.releases:
        wanted = {case.world.key_of(item.key) for item in case.plan.of_release(release.name)}
        endings = {
            ending.publication: ending.result
            for ending in played(case, release).endings
            if ending.publication in wanted
        }
        assert set(endings) == wanted
        assert set(endings.values()) <= {Result.PUBLISHED, Result.WAITING, Result.UNKNOWN}


def test_wheels_are_built_for_every_platform() -> None:
    (file,) = (item for item in COMBINATIONS if item.stem == "crates-and-wheels")
    text = compose(plan_of(file))[".github/workflows/release.yml"]
    for runner in ("ubuntu-latest", "macos-15", "windows-latest"):
        assert f"- runner: {runner}" in text
    assert "needs: [versions, build-wheels, build-sdist]" in text
