"""Registries, forges, first or existing, gated or not, public or private, every call path."""

from __future__ import annotations

import shlex
from functools import cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import pytest
from judges import ask
from matrix.cells import BATCHES, Cell, cells

from runbook.case import Case
from runbook.finding import Severity
from runbook.model.forge import ForgeKind
from runbook.model.timeline import Result
from runbook.pages.project import drafts_of, project_files
from runbook.pages.render import Renderer
from runbook.pages.scene import Scene
from runbook.registries.catalog import catalog_version, get
from runbook.rules.ask import played
from runbook.rules.catalog import run
from runbook.source import parse_yaml
from runbook.workflows.compose import compose
from runbook.workflows.upkeep import upkeep

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

pytestmark = [pytest.mark.slow, pytest.mark.judges]

EVERY = [cell for batch in BATCHES for cell in cells(*batch)]
REACHED = {Result.PUBLISHED, Result.WAITING, Result.UNKNOWN}
batches = pytest.mark.parametrize(("registry", "forge"), BATCHES, ids=str)


@cache
def renderer() -> Renderer:
    return Renderer()


@cache
def files_of(cell: Cell) -> Mapping[str, str]:
    """Pages and downloads of one project."""
    scene = Scene(Case(cell.plan(), catalog_version()), renderer())
    return project_files(scene, drafts_of(scene))


def test_every_registry_is_in_the_matrix_on_the_forges_it_takes() -> None:
    for registry, forge in BATCHES:
        shapes = {cell.path for cell in cells(registry, forge)}
        if get(registry).data.ways_from(forge):
            assert {"direct", "reusable"} <= shapes


@batches
def test_the_pages_of_every_project_render_and_their_snippets_parse(
    registry: str, forge: str
) -> None:
    for cell in cells(registry, forge):
        files = files_of(cell)
        assert {"index.md", "setup.md", "workflows.md", "sources.md"} <= set(files), str(cell)
        assert cell.data.name in files["workflows.md"], str(cell)
        for path, text in files.items():
            if path.endswith((".yml", ".yaml")):
                assert not parse_yaml(text, path).problems, (str(cell), path)
            if path.endswith(".sh"):
                assert shlex.split(text, comments=True), (str(cell), path)


@batches
def test_a_release_of_every_project_arrives(registry: str, forge: str) -> None:
    for cell in cells(registry, forge):
        plan = cell.plan()
        case = Case(plan, catalog_version())
        if plan.project.forge is not ForgeKind.GITHUB:
            continue
        assert len(case.world.publications) == len(plan.publications), str(cell)
        results = {ending.result for ending in played(case, plan.releases[0]).endings}
        assert results, str(cell)
        assert results <= REACHED, str(cell)


@batches
def test_no_rule_finds_an_error(registry: str, forge: str) -> None:
    for cell in cells(registry, forge):
        checked = run(Case(cell.plan(), catalog_version()))
        found = [finding for answer in checked for finding in answer.findings]
        assert [item for item in found if item.severity is Severity.ERROR] == [], str(cell)


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """A folder for each distinct set of composed files, by forge."""
    base = tmp_path_factory.mktemp("matrix")
    found: dict[str, dict[tuple[tuple[str, str], ...], Path]] = {"github": {}, "gitlab": {}}
    for cell in EVERY:
        files = compose(cell.plan()) | upkeep(cell.plan())
        known = found[cell.forge]
        key = tuple(files.items())
        if key not in known:
            # Names of one length: actionlint takes a project for another whose name begins alike.
            known[key] = ask.write_tree(base / f"{cell.forge}-{len(known):04}", files)
    return {forge: list(known.values()) for forge, known in found.items()}


def test_zizmor_complains_of_nothing_but_secrets_that_no_environment_guards(
    composed: dict[str, list[Path]],
) -> None:
    stored = {file for cell in EVERY if not cell.environment for file in _with_secrets(cell)}
    for complaint in ask.zizmor(*composed["github"]):
        assert complaint.endswith("[secrets-outside-env]")
        assert Path(complaint.split(":")[0]).read_text(encoding="utf-8") in stored


def _with_secrets(cell: Cell) -> list[str]:
    return [text for text in compose(cell.plan()).values() if "secrets." in text]


@pytest.mark.parametrize("judge", [ask.actionlint, ask.github_schemas])
def test_no_judge_complains_of_a_workflow(
    judge: ask.Judge, composed: dict[str, list[Path]]
) -> None:
    assert len(composed["github"]) > len(BATCHES)
    assert judge(*composed["github"]) == []


def test_every_pipeline_is_one_for_gitlab(composed: dict[str, list[Path]]) -> None:
    files = [file for root in composed["gitlab"] for file in root.rglob("*.yml")]
    assert len(files) > len(BATCHES)
    assert ask.schema("vendor.gitlab-ci", files) == []


@pytest.mark.parametrize(
    ("judge", "suffix"), [(ask.bash, ".sh"), (ask.shellcheck, ".sh"), (ask.hcl, ".tf")]
)
def test_no_judge_complains_of_a_download(judge: ask.Judge, suffix: str, tmp_path: Path) -> None:
    texts = dict.fromkeys(text for text in _downloads() if text[0] == suffix)
    files = []
    for number, (_, text) in enumerate(texts):
        files.append(tmp_path / f"{number}{suffix}")
        files[-1].write_text(text, encoding="utf-8")
    assert files
    assert judge(files) == []


def _downloads() -> Iterable[tuple[str, str]]:
    for cell in EVERY:
        for path, text in files_of(cell).items():
            yield PurePath(path).suffix, text
