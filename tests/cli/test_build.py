from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from runbook.cli.main import run
from runbook.errors import ExitCode
from runbook.site import judges
from runbook.site.judges import Judge
from runbook.site.make import Wish, make

pytestmark = pytest.mark.slow

EXAMPLES = ("market-data-source", "quilt-mcp-server")


@pytest.fixture
def project(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one example's descriptor, which is the current one."""
    shutil.copy(root / "examples" / EXAMPLES[0] / "runbook.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def faulty(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout as its hand-written guide says: a release from it would be refused."""
    shutil.copytree(root / "examples/as-written" / EXAMPLES[0], tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_builds_the_descriptor_of_this_folder(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build"]) == ExitCode.OK
    out = project / "build/runbook"
    assert {path.name for path in out.iterdir()} == {
        ".runbook-manifest.json", "docs", "mkdocs.yml", "site",
    }  # fmt: skip
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.endswith("changed; open build/runbook/site/index.html\n")


def test_when_the_site_cannot_be_written_the_documents_stay_too(project: Path) -> None:
    out = project / "build/runbook"
    assert run(["build"]) == ExitCode.OK
    mine = out / "site/checklists.html"
    mine.write_text("edited by hand")
    descriptor = project / "runbook.yaml"
    descriptor.write_text(descriptor.read_text().replace(EXAMPLES[0], "renamed"))
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert run(["build"]) == ExitCode.REFUSED
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_second_run_changes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["build"])
    times = {path: path.stat().st_mtime_ns for path in project.rglob("*")}
    capsys.readouterr()
    assert run(["build"]) == ExitCode.OK
    said = capsys.readouterr().out
    assert "0 of" in said
    assert said.endswith("open build/runbook/site/index.html\n")
    assert {path: path.stat().st_mtime_ns for path in times if path.is_file()} == {
        path: time for path, time in times.items() if path.is_file()
    }


def test_several_descriptors_make_one_handbook(root: Path, tmp_path: Path) -> None:
    paths = [str(root / "examples" / name / "runbook.yaml") for name in EXAMPLES]
    assert run(["build", *paths, "--out", str(tmp_path), "--no-site"]) == ExitCode.OK
    assert {path.name for path in (tmp_path / "docs").iterdir()} >= {*EXAMPLES, "index.md"}
    assert not (tmp_path / "site").exists()


def test_json_is_all_there_is(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", "--no-site", "--json"]) == ExitCode.OK
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert "mkdocs.yml" in data["documents"]["written"]
    assert data["site"] is None
    assert data["objections"] == []
    assert "error" not in {finding["severity"] for finding in data["findings"]}
    assert Path(data["out"]) == Path("build/runbook")
    assert (project / data["out"]).is_dir()


@pytest.mark.usefixtures("project")
def test_an_edited_page_is_refused_unless_forced(capsys: pytest.CaptureFixture[str]) -> None:
    run(["build", "--no-site"])
    page = Path("build/runbook/docs/index.md")
    page.write_text("mine")
    assert run(["build", "--no-site"]) == ExitCode.REFUSED
    assert "--force" in capsys.readouterr().err
    assert page.read_text() == "mine"
    assert run(["build", "--no-site", "--force"]) == ExitCode.OK
    assert page.read_text() != "mine"


@pytest.mark.usefixtures("project")
def test_a_folder_of_others_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", "--out", "."]) == ExitCode.REFUSED
    assert "not ours: runbook.yaml" in capsys.readouterr().err
    assert [path.name for path in Path().iterdir()] == ["runbook.yaml"]


def test_without_a_descriptor_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run(["build"]) == ExitCode.INPUT
    assert "runbook init" in capsys.readouterr().err
    assert not (tmp_path / "build").exists()


def test_a_bad_descriptor_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "runbook.yaml").write_text("runbook: 1\nowner: [\n")
    assert run(["build"]) == ExitCode.INPUT
    assert "runbook.yaml:" in capsys.readouterr().err
    assert not (project / "build").exists()


@pytest.mark.usefixtures("project")
def test_the_snippets_of_an_example_are_proven(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", "--no-site", "--prove"]) == ExitCode.OK, capsys.readouterr().err


def test_errors_still_compile_and_have_their_own_exit_code(
    faulty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", "--no-site"]) == ExitCode.FINDINGS
    assert (faulty / "build/runbook/docs/index.md").exists()
    said = capsys.readouterr()
    assert "error[" in said.err
    assert "the pages show them" in said.out


def test_strict_writes_nothing_then(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", "--strict"]) == ExitCode.FINDINGS
    assert "nothing was written, because of --strict" in capsys.readouterr().out
    assert not (faulty / "build").exists()


@pytest.mark.usefixtures("project")
def test_an_objection_of_a_judge_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    strict = Judge("false", "", ".sh")
    monkeypatch.setattr(judges, "JUDGES", [strict])
    assert run(["build", "--no-site", "--prove"]) == ExitCode.FINDINGS
    assert "false: failed without a word\n" in capsys.readouterr().err


def test_progress_hears_each_stage(project: Path) -> None:
    heard: list[str] = []
    make([project / "runbook.yaml"], Wish(project / "out", prove=True), heard.append)
    assert [words.split()[0] for words in heard] == ["compiling", "asking", "building"]
