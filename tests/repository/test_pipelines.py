"""Which pipelines a checkout has, and that nothing but its own files is read for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from found_checkouts import REMOTE, with_git, written

from runbook.model.forge import ForgeKind
from runbook.observe import case_of, inferred_case
from runbook.repository.memory import MemoryCheckout
from runbook.repository.model import GitFacts
from runbook.repository.pipelines import MAX_PIPELINES, forge_of, read_pipelines
from runbook.repository.read import read_repository

if TYPE_CHECKING:
    from pathlib import Path

    from runbook.errors import Problem

FILE = ".gitlab-ci.yml"
WORKFLOW = ".github/workflows/a.yml"
JOB = "a: {script: [make]}\n"
HUB = "on: push\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n"


def put(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("host", "files", "forge"),
    [
        ("github.com", [FILE], ForgeKind.GITLAB),
        ("github.com", [FILE, WORKFLOW], ForgeKind.GITHUB),
        ("gitlab.com", [FILE, WORKFLOW], ForgeKind.GITLAB),
        ("gitlab.acme.example", [FILE, WORKFLOW], ForgeKind.GITLAB),
        ("gitlab.com", [WORKFLOW], ForgeKind.GITHUB),
        ("gitlab.com", [], ForgeKind.GITLAB),
        ("github.com", [], ForgeKind.GITHUB),
    ],
)
def test_the_forge_is_guessed(
    host: str, files: list[str], forge: ForgeKind, tmp_path: Path
) -> None:
    texts = {FILE: JOB, WORKFLOW: HUB}
    with_git(tmp_path, REMOTE.replace("github.com", host))
    repository = read_repository(put(tmp_path, {name: texts[name] for name in files}))
    assert repository.forge is forge
    assert bool(repository.pipelines) is (forge is ForgeKind.GITLAB and FILE in files)


def test_who_says_the_forge_is_believed(tmp_path: Path) -> None:
    put(tmp_path, {FILE: JOB, WORKFLOW: HUB})
    assert read_repository(tmp_path, ForgeKind.GITLAB).pipeline(FILE) is not None
    assert read_repository(tmp_path, ForgeKind.GITHUB).pipelines == ()
    assert forge_of(MemoryCheckout("x", {FILE: JOB}), GitFacts(), ()) is ForgeKind.GITLAB


def test_named_files_start_pipelines_unless_another_one_includes_them(tmp_path: Path) -> None:
    files = {FILE: f"include: [/ci/a.yml]\n{JOB}", "ci/a.yml": "b: {script: [b]}\n"}
    put(tmp_path, {**files, "ci/b.yml": "c: {script: [c]}\n"})
    names = ("ci/a.yml", "ci/b.yml", "ci/missing.yml", FILE)
    found = read_repository(tmp_path, ForgeKind.GITLAB, names)
    assert [(item.file, list(item.jobs)) for item in found.pipelines] == [
        (FILE, ["b", "a"]),
        ("ci/b.yml", ["c"]),
    ]
    assert found.problems == ()


def test_too_many_files_are_a_problem() -> None:
    problems: list[Problem] = []
    names = [f"{number}.yml" for number in range(MAX_PIPELINES + 5)]
    checkout = MemoryCheckout("x", dict.fromkeys(names, JOB))
    assert len(read_pipelines(checkout, names, problems)) == MAX_PIPELINES - 1
    assert [item.found for item in problems] == [str(MAX_PIPELINES + 6)]


def test_no_link_leads_out_of_the_checkout(tmp_path: Path) -> None:
    outside = put(tmp_path / "outside", {"secret.yml": "a: {script: [twine upload x]}\n"})
    root = put(tmp_path / "root", {FILE: f"include: [/ci.yml, /../outside/secret.yml]\n{JOB}"})
    (root / "ci.yml").symlink_to(outside / "secret.yml")
    found = read_repository(root)
    (pipeline,) = found.pipelines
    assert list(pipeline.jobs) == ["a"]
    assert pipeline.jobs["a"].script[0].value == "make"
    assert "leaves the repository" in found.problems[0].message


def test_a_pipeline_file_that_is_a_link_to_elsewhere(tmp_path: Path) -> None:
    outside = put(tmp_path / "outside", {"ci.yml": JOB})
    root = put(tmp_path / "root", {})
    root.mkdir()
    (root / FILE).symlink_to(outside / "ci.yml")
    found = read_repository(root)
    assert [dict(item.jobs) for item in found.pipelines] == [{}]
    assert "leaves the repository" in found.problems[0].message


def test_what_is_not_text_is_told_once(tmp_path: Path) -> None:
    put(tmp_path, {FILE: "include: [/ci.yml, /ci.yml]\n"})
    (tmp_path / "ci.yml").write_bytes(b"a: {script: [make]} # \xff\n")
    assert [item.message for item in read_repository(tmp_path).problems] == ["this is not UTF-8"]


@pytest.mark.parametrize("text", ["", "[]", "a: [", "a: &a {script: *a}", "a: 1\n" * 3, "\0"])
def test_what_is_no_pipeline_has_problems_of_its_own(text: str, tmp_path: Path) -> None:
    repository = written(tmp_path, {FILE: text})
    (pipeline,) = repository.pipelines
    assert pipeline.problems
    assert repository.problems == ()


HEAD = "runbook: 1\nowner: acme\nrepo: demo\nforge: {kind: gitlab}\nregistries: []\n"
UPLOAD = "ship: {script: [uv publish], rules: [{if: $CI_COMMIT_TAG}]}\n"


def test_the_descriptor_names_the_files_of_its_case(tmp_path: Path) -> None:
    releases = "{releases: {a: {by: merge}}}"
    text = f"{HEAD}workflows: {{ci/a.yml: {releases}, ci/missing.yml: {releases}}}\n"
    text = text.replace("{a: {by: merge}}}, ci/m", "{b: {by: merge}}}, ci/m")
    put(tmp_path, {"runbook.yaml": text, FILE: JOB, "ci/a.yml": UPLOAD, WORKFLOW: HUB})
    case = case_of(tmp_path / "runbook.yaml")
    assert case.repository is not None
    assert [item.file for item in case.repository.pipelines] == [FILE, "ci/a.yml"]
    assert [(item.workflow, item.job) for item in case.found] == [("ci/a.yml", "ship")]


def test_a_case_without_a_descriptor_is_one_on_gitlab(tmp_path: Path) -> None:
    written(tmp_path, {FILE: UPLOAD, "pyproject.toml": '[project]\nname = "demo"\n'})
    case = inferred_case(tmp_path)
    assert (case.plan.project.forge, case.plan.project.host) == (ForgeKind.GITLAB, "gitlab.com")
    (item,) = case.plan.publications
    assert (item.workflow, item.job, item.client) == (FILE, "ship", "uv")
