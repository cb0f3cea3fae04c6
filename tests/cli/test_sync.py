from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from runbook.cli.main import run
from runbook.errors import ExitCode
from runbook.readme import update

BADGES = "<!-- runbook:begin badges -->\n<!-- runbook:end -->\n"
README = f"# Demo\n\n{BADGES}\nMine.\n"


@pytest.fixture
def project(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a descriptor and a README with one empty block; the current one."""
    shutil.copy(root / "examples/quilt-mcp-server/runbook.yaml", tmp_path)
    (tmp_path / "README.md").write_text(README)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def readme(project: Path) -> Path:
    """The README with its block filled."""
    assert run(["sync"]) == ExitCode.OK
    return project / "README.md"


def test_blocks_are_filled_and_then_clean(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sync"]) == ExitCode.OK
    assert capsys.readouterr().out == "README.md: written\n1 block in 1 file\n"
    text = (project / "README.md").read_text()
    assert "badge.svg" in text
    assert text.endswith("\nMine.\n")
    assert run(["sync", "--check"]) == ExitCode.OK
    assert run(["sync"]) == ExitCode.OK
    assert (project / "README.md").read_text() == text


def test_a_stale_block_is_shown_as_a_diff(readme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    descriptor = Path("runbook.yaml")
    descriptor.write_text(descriptor.read_text().replace("quiltdata", "acme"))
    before = readme.read_bytes()
    capsys.readouterr()
    assert run(["sync", "--check", "--fail-message", "make docs"]) == ExitCode.STALE
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == ["README.md:3:1: badges is stale", "--- a/README.md", "+++ b/README.md"]
    assert any(line.startswith("+[![Runs of push.yml](https://github.com/acme/") for line in said)
    assert said[-1] == "make docs"
    assert readme.read_bytes() == before


def test_a_comment_in_the_descriptor_makes_nothing_stale(readme: Path) -> None:
    Path("runbook.yaml").write_text("# words\n" + Path("runbook.yaml").read_text())
    assert readme.exists()
    assert run(["sync", "--check"]) == ExitCode.OK


def test_stale_by_upgrade_has_its_own_code(
    readme: Path, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    import runbook.readme.document as document  # noqa: PLC0415, PLR0402 - the module is changed

    said = document.Document._named
    monkeypatch.setattr(
        document.Document, "_named", lambda self, one, kind: said(self, one, kind) + "\n\nNew."
    )
    assert run(["sync", "--check"]) == ExitCode.STALE
    monkeypatch.setattr(update, "__version__", "99.0.0")
    assert run(["sync", "--check"]) == ExitCode.STALE_UPGRADE
    assert readme.exists()
    assert root.exists()


def test_annotations_for_github(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sync", "--check", "--format", "github"]) == ExitCode.STALE
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("::error title=runbook sync,file=README.md,line=3,col=1::")
    assert "run `runbook sync`" in line
    assert project.exists()


def test_an_edit_is_kept_and_told(readme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edited = readme.read_text().replace("Runs of push", "Mine of push")
    readme.write_text(edited)
    capsys.readouterr()
    assert run(["sync", "--check"]) == ExitCode.STALE
    assert "badges is edited by hand" in capsys.readouterr().out
    assert run(["sync"]) == ExitCode.REFUSED
    assert "README.md:3:1: badges was edited by hand, and is kept" in capsys.readouterr().err
    assert readme.read_text() == edited
    assert run(["sync", "--force"]) == ExitCode.OK
    assert "Mine of" not in readme.read_text()


def test_a_wrong_marker_anywhere_writes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "docs").mkdir()
    (project / "docs/a.md").write_text("x\n<!-- runbook:end -->\n")
    assert run(["sync"]) == ExitCode.INPUT
    assert "docs/a.md:2:1: error: this ends no block" in capsys.readouterr().err
    assert (project / "README.md").read_text() == README


@pytest.mark.usefixtures("readme")
def test_files_can_be_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = project / "other" / "NOTES.md"
    other.parent.mkdir()
    other.write_text(BADGES)
    assert run(["sync", "other/NOTES.md", "--descriptor", "runbook.yaml"]) == ExitCode.OK
    assert "badge.svg" in other.read_text()
    assert run(["sync", "none.md"]) == ExitCode.INPUT
    assert "none.md:1:1" in capsys.readouterr().err


@pytest.mark.usefixtures("project")
def test_the_list_names_blocks_and_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sync", "--list"]) == ExitCode.OK
    out = capsys.readouterr().out
    assert "environments name=pypi|testpypi  (the rules of the environments)" in out
    assert "release#release-by-tag pages=FOLDER/  (section of a page)" in out


def test_init_proposes_what_is_missing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sync", "--init"]) == ExitCode.OK
    text = capsys.readouterr().out
    assert "runbook:begin badges" not in text, "it is there already"
    (project / "README.md").write_text(README + text)
    assert run(["sync"]) == ExitCode.OK
    assert run(["sync", "--check"]) == ExitCode.OK
    capsys.readouterr()
    assert run(["sync", "--init"]) == ExitCode.OK
    assert capsys.readouterr().out == "every block that is of use is there\n"


def test_without_blocks_it_says_what_is_next(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "README.md").write_text("# Demo\n")
    assert run(["sync"]) == ExitCode.OK
    assert "`runbook sync --init` proposes some" in capsys.readouterr().out


@pytest.mark.usefixtures("project")
def test_modes_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sync", "--check", "--list"]) == ExitCode.USAGE
    assert "exclude each other" in capsys.readouterr().err
