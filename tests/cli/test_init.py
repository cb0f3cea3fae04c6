"""`runbook init` on the command line: what it writes, refuses, and says comes next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from found_checkouts import with_git, workflow

from runbook.cli.main import run
from runbook.descriptor.load import load_descriptor
from runbook.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SHIP = ".github/workflows/ship.yml"
PYPI = "{uses: pypa/gh-action-pypi-publish@release/v1}"
DEMO = '[project]\nname = "demo"\n'
FILES = {SHIP: workflow(PYPI, job="    environment: pypi\n"), "pyproject.toml": DEMO}
MINE = """\
# mine
runbook: 1
owner: acme
repo: demo
workflows:
  ship.yml:
    releases:
      live: {by: tag, tags: ["old*"]}  # the tags
registries: []  # none yet
"""


def put(root: Path, files: Mapping[str, str] = FILES) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())
    return root


@pytest.fixture(name="checkout")
def _checkout(tmp_path: Path) -> Path:
    return put(with_git(tmp_path / "checkout"))


def test_a_new_descriptor_is_written(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(checkout)]) == ExitCode.OK
    said = capsys.readouterr()
    assert "is written; read what is marked uncertain, then `runbook check`" in said.out
    assert said.err == ""
    descriptor = load_descriptor(checkout / "runbook.yaml")
    (entry,) = descriptor.registries
    assert (entry.registry, entry.workflow, entry.job) == ("pypi", ("ship.yml",), "ship")
    assert [item.name for item in descriptor.environments] == ["pypi"]


def test_this_folder_is_the_default(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout)
    assert run(["init"]) == ExitCode.OK
    assert (checkout / "runbook.yaml").is_file()


def test_a_second_run_changes_nothing(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["init", str(checkout)])
    before = (checkout / "runbook.yaml").read_bytes()
    capsys.readouterr()
    assert run(["init", "--write", str(checkout)]) == ExitCode.OK
    assert "says all that was found" in capsys.readouterr().out
    assert (checkout / "runbook.yaml").read_bytes() == before


def test_a_dry_run_shows_what_would_be_written(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", "--dry-run", str(checkout)]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert not (checkout / "runbook.yaml").exists()
    run(["init", str(checkout)])
    assert (checkout / "runbook.yaml").read_text(encoding="utf-8") == shown


@pytest.mark.parametrize("options", [[], ["--dry-run"], ["--dry-run", "--write"]], ids=" ".join)
def test_a_descriptor_that_exists_is_shown_as_a_difference(
    options: list[str], checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(checkout, {"runbook.yaml": MINE})
    assert run(["init", *options, str(checkout)]) == ExitCode.OK
    lines = capsys.readouterr().out.splitlines()
    assert '-      live: {by: tag, tags: ["old*"]}  # the tags' in lines
    assert '+      live: {by: tag, tags: ["v*"]}  # the tags' in lines
    assert lines[-1] == "nothing is written yet; `runbook init --write` makes these changes"
    assert (checkout / "runbook.yaml").read_text() == MINE


@pytest.mark.parametrize("option", ["--write", "--yes"])
def test_it_is_changed_when_asked_and_keeps_its_comments(option: str, checkout: Path) -> None:
    put(checkout, {"runbook.yaml": MINE})
    assert run(["init", option, str(checkout)]) == ExitCode.OK
    text = (checkout / "runbook.yaml").read_text()
    assert all(comment in text for comment in ("# mine\n", "# the tags\n", "# none yet"))
    (entry,) = load_descriptor(checkout / "runbook.yaml").registries
    assert entry.registry == "pypi"


REFUSED = {
    "no YAML": ("a: [", ExitCode.INPUT, "this is not YAML"),
    "not UTF-8": (b"owner: \xff", ExitCode.INPUT, "the file is not UTF-8"),
    "a wrong key": (MINE + "surprise: 1\n", ExitCode.REFUSED, "cannot be brought up to date"),
}


@pytest.mark.parametrize(("content", "code", "message"), REFUSED.values(), ids=REFUSED)
def test_a_descriptor_that_cannot_be_updated_stays(
    content: str | bytes,
    code: ExitCode,
    message: str,
    checkout: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = content.encode() if isinstance(content, str) else content
    (checkout / "runbook.yaml").write_bytes(data)
    assert run(["init", "--write", str(checkout)]) == code
    assert message in capsys.readouterr().err
    assert (checkout / "runbook.yaml").read_bytes() == data


@pytest.mark.parametrize("exists", [True, False], ids=["to a file", "to nothing"])
def test_a_link_is_never_written_through(
    exists: bool, checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.yaml"
    if exists:
        other.write_text(MINE)
    (checkout / "runbook.yaml").symlink_to(other)
    assert run(["init", "--write", str(checkout)]) != ExitCode.OK
    assert "runbook.yaml" in capsys.readouterr().err
    assert other.exists() == exists
    assert not exists or other.read_text() == MINE


PYPI_TWICE = {**FILES, ".github/workflows/again.yml": workflow(PYPI)}
GITLAB = {".gitlab-ci.yml": "ship:\n  script: [twine upload dist/*]\n"}
INCLUDE = "include: {remote: 'https://example.org/x.yml'}\n"
ELSEWHERE = {".gitlab-ci.yml": INCLUDE + GITLAB[".gitlab-ci.yml"]}
CRATES = {
    "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n',
    SHIP: workflow("{run: cargo publish --workspace}"),
    **{f"crates/{name}/Cargo.toml": f'[package]\nname = "{name}"\n' for name in ("a", "b", "c")},
}
ANSWERS = {
    "nothing published": ({SHIP: workflow("{run: make}")}, "publishes nothing", "registries:"),
    "no workflow": ({"README.md": ""}, "there is no workflow", "runbook build"),
    "GitLab": (ELSEWHERE, "includes https://example.org/x.yml", "runbook check"),
    "monorepo": (CRATES, "3 packages go to crates-io", "runbook build"),
    "several workflows": (PYPI_TWICE, "from again.yml and ship.yml", "remove all but one"),
}


@pytest.mark.parametrize(("files", "message", "step"), ANSWERS.values(), ids=ANSWERS)
def test_what_to_know_has_a_next_step(
    files: dict[str, str],
    message: str,
    step: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = put(with_git(tmp_path / "checkout"), files)
    assert run(["init", str(root)]) == ExitCode.OK
    said, following = capsys.readouterr().err.splitlines()
    assert said.startswith("note: ")
    assert message in said
    assert following.startswith("  next: ")
    assert step in following
    load_descriptor(root / "runbook.yaml")


def test_data_of_gitlab_has_the_same_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = put(with_git(tmp_path / "gitlab"), {**GITLAB, "pyproject.toml": DEMO})
    here = put(with_git(tmp_path / "github"))
    found = []
    for root in (there, here):
        assert run(["init", "--json", str(root)]) == ExitCode.OK
        (one,) = json.loads(capsys.readouterr().out)["publications"]
        found.append(one)
    assert found[0].keys() == found[1].keys()
    told = {name: found[0][name] for name in ("registry", "package", "workflow", "job", "location")}
    assert told == {
        "registry": "pypi",
        "package": "demo",
        "workflow": ".gitlab-ci.yml",
        "job": "ship",
        "location": ".gitlab-ci.yml:2:12",
    }
    assert [one["event"] for one in found[0]["triggers"]] == ["push", "push"]


def test_a_detached_head_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = put(with_git(tmp_path / "checkout", head="0" * 40 + "\n"))
    assert run(["init", str(root)]) == ExitCode.OK
    assert "next: run `git switch BRANCH`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("git", "message", "step"),
    [(False, "no git repository", "runbook init PATH"), (True, "no remote", "git remote add")],
    ids=["no repository", "no remote"],
)
def test_nothing_is_written_without_an_owner(
    git: bool, message: str, step: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = put(with_git(tmp_path / "checkout", "") if git else tmp_path / "checkout")
    assert run(["init", str(root)]) == ExitCode.INPUT
    said = capsys.readouterr().err
    assert message in said
    assert step in said
    assert not (root / "runbook.yaml").exists()


def test_an_owner_that_no_forge_allows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    remote = '[remote "origin"]\n\turl = https://github.com/a/b/c.git\n'
    root = put(with_git(tmp_path / "checkout", remote))
    assert run(["init", str(root)]) == ExitCode.INPUT
    assert "git remote set-url" in capsys.readouterr().err
    assert not (root / "runbook.yaml").exists()


def test_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "nowhere")]) == ExitCode.INPUT
    assert "nowhere" in capsys.readouterr().err


def test_json_writes_nothing(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--json", str(checkout)]) == ExitCode.OK
    data = json.loads(capsys.readouterr().out)
    (found,) = data["publications"]
    assert found == {
        "registry": "pypi",
        "package": "demo",
        "packages": ["demo"],
        "workflow": "ship.yml",
        "callee_workflow": None,
        "job": "ship",
        "callee_job": None,
        "auth": "oidc",
        "secret": None,
        "environment": "pypi",
        "id_token_write": True,
        "triggers": [{"event": "push", "tags": ["v*"]}],
        "via": "direct",
        "client": "gh-action-pypi-publish",
        "conditional": None,
        "certainty": "certain",
        "implied": False,
        "dead": None,
        "location": ".github/workflows/ship.yml:8:9",
    }
    assert not (checkout / "runbook.yaml").exists()


def test_json_of_a_folder_that_is_no_repository(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", "--json", str(put(tmp_path))]) == ExitCode.OK
    data = json.loads(capsys.readouterr().out)
    assert (data["owner"], data["notices"][0]["kind"]) == (None, "no-repository")
    assert [item["registry"] for item in data["publications"]] == ["pypi"]


def test_a_descriptor_says_which_files_start_pipelines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = put(with_git(tmp_path / "a"), {"ci/a.yml": GITLAB[".gitlab-ci.yml"], **FILES})
    descriptor = root / "runbook.yaml"
    head = "runbook: 1\nowner: acme\nrepo: demo\nforge: {kind: gitlab}\n"
    descriptor.write_text(f"{head}workflows: {{ci/a.yml: {{releases: {{a: {{by: merge}}}}}}}}\n")
    with descriptor.open("a") as file:
        file.write("registries: []\n")
    assert run(["init", "--json", str(root)]) == ExitCode.OK
    found = json.loads(capsys.readouterr().out)["publications"]
    assert [one["workflow"] for one in found if one["auth"] == "token"] == ["ci/a.yml"]
    assert run(["init", "--write", str(root)]) == ExitCode.OK
    (entry,) = load_descriptor(descriptor).registries
    assert (entry.registry, entry.workflow, entry.auth) == ("pypi", ("ci/a.yml",), "token")
    capsys.readouterr()
    descriptor.write_text("runbook: [")
    assert run(["init", "--json", str(root)]) == ExitCode.OK
    assert "ci/a.yml" not in capsys.readouterr().out
