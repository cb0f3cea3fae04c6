from __future__ import annotations

import sys
from pathlib import Path

import pytest

from runbook.cli.common import Console, resolve_descriptor
from runbook.cli.main import run
from runbook.errors import ExitCode, RunbookError


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository with a folder in it, which is the current one."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path / "docs")
    return tmp_path


@pytest.mark.usefixtures("repository")
def test_alone_in_any_folder_it_says_what_is_missing_and_what_is_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run([]) == ExitCode.OK
    (sentence,) = capsys.readouterr().out.splitlines()
    assert sentence == (
        "there is no runbook.yaml here or above; "
        "`runbook init` writes one from the repository's workflows"
    )


def test_alone_with_a_descriptor_it_says_where_and_what_is_next(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "runbook.yaml").touch()
    assert run([]) == ExitCode.OK
    (sentence,) = capsys.readouterr().out.splitlines()
    assert sentence.startswith("../runbook.yaml is here; `runbook build`")


def test_a_misnamed_descriptor_is_named(repository: Path) -> None:
    (repository / "runbook.yml").touch()
    with pytest.raises(RunbookError, match=r"but \.\./runbook\.yml") as caught:
        resolve_descriptor(None)
    assert caught.value.hint == "rename it to runbook.yaml"


def test_a_descriptor_is_found_upwards(repository: Path) -> None:
    (repository / "runbook.yaml").touch()
    assert resolve_descriptor(None) == Path("../runbook.yaml")
    assert resolve_descriptor(repository / "docs") == Path("../runbook.yaml")


def test_a_file_is_taken_as_it_is(repository: Path) -> None:
    other = repository / "other.yaml"
    assert resolve_descriptor(other) == other


def test_a_folder_without_one(repository: Path) -> None:
    with pytest.raises(RunbookError, match=rf"no runbook\.yaml in {repository} or above"):
        resolve_descriptor(repository)


class Terminal:
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "color"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
    ids=["terminal", "NO_COLOR", "NO_COLOR empty", "dumb terminal"],
)
def test_colour_only_where_it_is_wanted(
    environment: dict[str, str], color: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(sys, "stderr", Terminal())
    console = Console.of_process([])
    assert (console.color, console.error_color) == (color, color)
    assert console.text(error=True).color is color


def test_no_colour_in_a_file() -> None:
    assert Console.of_process(["--json"]) == Console(json=True)
