"""The descriptor a checkout turns into: golden texts, and never one that the loader refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from found_checkouts import copied, with_git, workflow, written
from hostile import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from runbook.descriptor.load import parse_descriptor
from runbook.errors import RunbookError
from runbook.repository.infer import infer, is_accepted
from runbook.repository.infer_notices import notices
from runbook.repository.infer_text import listed, scalar
from runbook.repository.publish import publications
from runbook.repository.read import read_repository
from runbook.source import parse_yaml, to_python

CHECKOUTS = Path(__file__).parent / "checkouts"
GOLDENS = Path(__file__).parent / "inferred"
FILE = ".github/workflows/ship.yml"
PYPI = "{uses: pypa/gh-action-pypi-publish@release/v1}"
PYPROJECT = {"pyproject.toml": '[project]\nname = "demo"\n'}


@pytest.mark.parametrize("folder", sorted(CHECKOUTS.iterdir()), ids=lambda folder: folder.name)
def test_text(folder: Path, tmp_path: Path, golden: object) -> None:
    inference = infer(copied(folder, tmp_path / "checkout"))
    assert is_accepted(inference.text)
    golden.check(GOLDENS / f"{folder.name}.yaml", inference.text)  # type: ignore[attr-defined]


@pytest.mark.parametrize("folder", sorted(CHECKOUTS.iterdir()), ids=lambda folder: folder.name)
def test_the_descriptor_says_what_was_found(folder: Path, tmp_path: Path) -> None:
    inference = infer(copied(folder, tmp_path / "checkout"))
    declared = parse_descriptor(inference.text, "runbook.yaml")
    said = {(item.registry, item.workflow, item.job) for item in declared.registries}
    drafted = {
        (
            entry.found.registry,
            tuple(filter(None, (entry.found.workflow, entry.found.callee_workflow))),
            entry.found.uploading_job,
        )
        for entry in inference.draft.entries
    }
    assert said == drafted


@given(st.sampled_from(HOSTILE) | st.text(max_size=30))
def test_scalars_are_read_back(text: str) -> None:
    document = parse_yaml(f"a: {scalar(text)}\nb: {listed([text, text])}\n", "x.yaml")
    assert to_python(document.root) == {"a": text, "b": [text, text]}


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_hostile_names(name: str, tmp_path: Path) -> None:
    quoted = scalar(name)
    gate = f"    environment: {quoted}\n"
    files = {FILE: workflow(PYPI, job=gate), "package.json": f'{{"name": {quoted}}}'}
    files["pyproject.toml"] = f"[project]\nname = {quoted}\n"
    text = infer(written(tmp_path, files)).text
    assert is_accepted(text)
    assert "\x1b" not in text


def test_refused_values_become_comments(tmp_path: Path) -> None:
    files = {
        FILE: workflow(PYPI, job="    environment: {name: ' padded '}\n"),
        ".github/workflows/good.yml": workflow(PYPI),
        **PYPROJECT,
    }
    text = infer(written(tmp_path, files)).text
    assert "the descriptor's own rules refuse" in text
    assert "workflow: good.yml" in text
    assert "workflow: ship.yml" not in text


CALLED = "on: workflow_call\njobs:\n  upload:\n    runs-on: x\n    steps: [{run: twine upload a}]\n"


def test_an_upload_that_two_jobs_call_is_declared_once(tmp_path: Path) -> None:
    call = "{uses: ./.github/workflows/up.yml, secrets: inherit, permissions: {id-token: write}}"
    files = {
        FILE: f"on: {{push: {{tags: [v*]}}}}\njobs:\n  one: {call}\n  two: {call}\n",
        ".github/workflows/up.yml": CALLED,
        **PYPROJECT,
    }
    inference = infer(written(tmp_path, files))
    (entry,) = inference.draft.entries
    assert (entry.found.job, entry.found.uploading_job) == ("one", "upload")
    assert "(two), from .github/workflows/up.yml:5: a job of the same workflow" in inference.text
    assert is_accepted(inference.text)


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("github.com", False),
        ("github.acme.example", True),
        ("work-alias", False),
    ],
)
def test_the_host_is_said_when_it_is_not_the_usual(host: str, said: bool, tmp_path: Path) -> None:
    config = f'[remote "origin"]\n\turl = ssh://git@{host}/acme/demo.git\n'
    inference = infer(read_repository(put(with_git(tmp_path / "a", config), SHIP)))
    assert (f"forge: {{kind: github, host: {host}}}\n" in inference.text) == said
    assert is_accepted(inference.text)


def test_more_than_a_descriptor_can_hold_is_left_out(tmp_path: Path) -> None:
    members = {
        f"crates/c{number:03}/Cargo.toml": f'[package]\nname = "c{number:03}"\n'
        for number in range(100)
    }
    workspace = {"Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n'}
    jobs = "".join(
        f"  j{number:03}: {{runs-on: x, steps: [{{run: cargo publish --workspace}}]}}\n"
        for number in range(210)
    )
    files = {FILE: f"on: {{push: {{tags: [v*]}}}}\njobs:\n{jobs}", **workspace, **members}
    inference = infer(written(tmp_path, files))
    assert is_accepted(inference.text)
    assert 50 < len(inference.draft.entries) < 210
    assert len(inference.draft.entries) + len(inference.draft.left_out) == 210


def test_an_owner_that_no_forge_allows(tmp_path: Path) -> None:
    config = '[remote "origin"]\n\turl = https://github.com/-a-/demo.git\n'
    for files in (SHIP, {".gitlab-ci.yml": "a: {script: [make]}"}):
        folder = tmp_path / str(len(files))
        with pytest.raises(RunbookError, match="allows no such name"):
            infer(read_repository(put(with_git(folder, config), files)))


def kinds(root: Path) -> dict[str, str]:
    repository = read_repository(root)
    found = publications(repository)
    return {item.kind: item.next for item in notices(repository, found)}


def put(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


SHIP = {FILE: workflow(PYPI), **PYPROJECT}


def test_no_repository(tmp_path: Path) -> None:
    assert "no-repository" in kinds(put(tmp_path, SHIP))
    with pytest.raises(RunbookError) as caught:
        infer(read_repository(tmp_path))
    assert caught.value.hint is not None
    assert "runbook init PATH" in caught.value.hint


def test_no_remote(tmp_path: Path) -> None:
    root = put(with_git(tmp_path / "a", ""), SHIP)
    assert "git remote add" in kinds(root)["no-remote"]
    with pytest.raises(RunbookError, match="no remote"):
        infer(read_repository(root))


def test_a_manifest_can_name_the_owner(tmp_path: Path) -> None:
    package = {"package.json": '{"name": "a", "repository": "https://github.com/acme/other"}'}
    inference = infer(read_repository(put(with_git(tmp_path / "a", ""), {**SHIP, **package})))
    assert "owner: acme\nrepo: other\n" in inference.text
    assert "taken from a manifest" in inference.notices[0].message


def test_detached_head(tmp_path: Path) -> None:
    root = put(with_git(tmp_path / "a", head="0" * 40 + "\n"), SHIP)
    assert "git switch" in kinds(root)["detached-head"]


def test_nothing_published(tmp_path: Path) -> None:
    inference = infer(written(tmp_path, {FILE: workflow("{run: make test}")}))
    assert inference.text.endswith("registries: []\n")
    assert [item.kind for item in inference.notices] == ["nothing-published"]


def test_no_workflows(tmp_path: Path) -> None:
    (notice,) = infer(written(tmp_path, {})).notices
    assert notice.message == "there is no workflow"


def test_pipelines_that_are_not_seen_are_told(tmp_path: Path) -> None:
    text = (
        "include: [{template: Jobs/Build.gitlab-ci.yml}]\nship: {trigger: {include: ci/ship.yml}}\n"
    )
    first, second, last = infer(written(tmp_path, {".gitlab-ci.yml": text})).notices
    assert "Build.gitlab-ci.yml; it is a template of GitLab's own:" in first.message
    assert second.kind == "unseen-pipeline"
    assert "the job ship starts another pipeline" in second.message
    assert last.message == "the one job publishes nothing"


def test_a_pipeline_without_jobs(tmp_path: Path) -> None:
    text = "include: [{template: Jobs/Build.gitlab-ci.yml}]\n"
    found = infer(written(tmp_path, {".gitlab-ci.yml": text})).notices
    assert found[-1].message == "there is no job"


def test_several_workflows_for_one_registry(tmp_path: Path) -> None:
    files = {**SHIP, ".github/workflows/again.yml": workflow(PYPI)}
    (notice,) = infer(written(tmp_path, files)).notices
    assert notice.kind == "several-workflows"
    assert "again.yml and ship.yml" in notice.message


def test_releases_have_names_of_their_own(tmp_path: Path) -> None:
    files = {f".github/workflows/{name}.yml": workflow(PYPI) for name in ("a", "b", "B", "b_")}
    inference = infer(written(tmp_path, {**files, **PYPROJECT}))
    names = [release.name for release in inference.draft.releases]
    assert len(set(names)) == len(names) == 4
    assert is_accepted(inference.text)


def test_other_default_branch(tmp_path: Path) -> None:
    root = put(with_git(tmp_path / "a"), SHIP)
    refs = root / ".git" / "refs" / "remotes" / "origin"
    refs.mkdir(parents=True)
    (refs / "HEAD").write_text("ref: refs/remotes/origin/trunk\n")
    assert "default_branch: trunk\n" in infer(read_repository(root)).text


def test_gitlab_that_is_no_yaml(tmp_path: Path) -> None:
    assert "registries: []" in infer(written(tmp_path, {".gitlab-ci.yml": "a: ["})).text
