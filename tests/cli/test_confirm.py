from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING

import pytest
from ruled import BASES

from runbook.cli.main import run
from runbook.errors import ExitCode
from runbook.model.record import RecordState
from runbook.records.read import NAME, read_records

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one publisher, as the current folder."""
    shutil.copytree(BASES / "pypi-tag", tmp_path / "demo")
    monkeypatch.chdir(tmp_path / "demo")
    return tmp_path / "demo"


def test_as_planned(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["confirm", "pypi", "demo", "--by", "alice", "--date", "2026-11-01"]
    assert run(arguments) == ExitCode.OK
    assert capsys.readouterr().out == f"{NAME}: pypi demo as of 2026-11-01\n"
    (record,) = read_records(project / NAME)
    assert record.fields["workflow_filename"] == "release.yml"
    assert (record.confirmed, record.confirmed_by) == ("2026-11-01", "alice")
    assert record.state is RecordState.ACTIVE
    before = (project / NAME).read_bytes()
    assert run(arguments) == ExitCode.OK
    assert (project / NAME).read_bytes() == before


def test_a_value_that_differs_is_shown_and_found(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    field = "workflow_filename=old.yml"
    assert run(["confirm", "pypi", "demo", "--field", field, "--state", "pending"]) == ExitCode.OK
    assert "workflow_filename: old.yml, planned release.yml\n" in capsys.readouterr().out
    (record,) = read_records(project / NAME)
    assert record.state is RecordState.PENDING
    assert run(["check", "--select", "RB401"]) == ExitCode.FINDINGS


def test_pasted_from_a_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "page.txt").write_text("Repository: acme/Demo\nWorkflow: release.yml\n")
    assert run(["confirm", "pypi", "demo", "--paste", "page.txt"]) == ExitCode.OK
    assert "repository: Demo, planned demo\n" in capsys.readouterr().out
    assert run(["check", "--select", "RB403"]) == ExitCode.FINDINGS


def test_pasted_on_standard_input(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Environment name\n(Any)\n"))
    assert run(["confirm", "pypi", "demo", "--paste", "-"]) == ExitCode.OK
    assert "environment: blank, planned pypi\n" in capsys.readouterr().out
    assert read_records(project / NAME)[0].fields["environment"] == ""


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["npm", "demo"], "the plan has no publisher for 'demo' on 'npm'"),
        (["pypi", "other"], "it has: pypi demo"),
        (["pypi", "demo", "--field", "hue=red"], "sets no field"),
        (["pypi", "demo", "--field", "owner"], "sets no field"),
        (["pypi", "demo", "--date", "yesterday"], "is no day"),
        (["pypi", "demo", "--state", "old"], "old"),
        (["pypi", "demo", "--paste", "runbook.yaml.missing"], "missing"),
    ],
)
def test_what_cannot_be_confirmed(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["confirm", *arguments]) == ExitCode.USAGE
    assert said in capsys.readouterr().err


def test_a_records_file_that_is_broken_is_not_written_over(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / NAME).write_text("records: none\n")
    assert run(["confirm", "pypi", "demo"]) == ExitCode.INPUT
    assert "there is no list of records" in capsys.readouterr().err
    assert (project / NAME).read_text() == "records: none\n"
