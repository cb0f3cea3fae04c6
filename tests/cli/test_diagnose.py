from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

from runbook.cli.main import run
from runbook.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

SIZE = "400 Project size too large. Limit for project 'demo' total size is 10 GB.\n"
NO_MATCH = (
    "valid token, but no corresponding publisher (Publisher with matching claims was not found)\n"
    "* `repository`: `acme/demo`\n"
)


@pytest.mark.parametrize(
    ("log", "code"),
    [
        (SIZE, ExitCode.FINDINGS),
        (NO_MATCH, ExitCode.UNDECIDED),
        ("nothing known\n", ExitCode.UNDECIDED),
        ("npm notice\n+ @acme/demo@1.0.0\n", ExitCode.OK),
    ],
    ids=["cause", "undecided", "unrecognised", "worked"],
)
def test_the_exit_code_follows_the_verdict(tmp_path: Path, log: str, code: ExitCode) -> None:
    (tmp_path / "a.log").write_text(log)
    assert run(["diagnose", str(tmp_path / "a.log")]) == code


def test_standard_input_is_a_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SIZE.encode())))
    assert run(["diagnose", "-"]) == ExitCode.FINDINGS
    assert capsys.readouterr().out.startswith("Cause: A size limit of the registry")


def test_json_and_markdown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "a.log"
    log.write_text(SIZE)
    run(["diagnose", str(log), "--json"])
    assert json.loads(capsys.readouterr().out)["cause"] == "registry-size-limit"
    run(["diagnose", str(log), "--markdown"])
    assert capsys.readouterr().out.startswith("### A size limit of the registry")


def test_names_are_hidden(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.log").write_text(NO_MATCH)
    run(["diagnose", str(tmp_path / "a.log"), "--redact-names"])
    out = capsys.readouterr().out
    assert "acme" not in out
    assert "OWNER" in out


def test_an_answer_is_taken_into_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.log").write_text(NO_MATCH)
    arguments = ["diagnose", str(tmp_path / "a.log"), "--observed", "publisher-record=none"]
    assert run(arguments) == ExitCode.FINDINGS
    assert "no publisher for this repository" in capsys.readouterr().out


@pytest.mark.parametrize("answer", ["publisher-record", "weather=fine", "publisher-record=maybe"])
def test_an_answer_nobody_asked_for_is_a_usage_error(
    tmp_path: Path, answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.log").write_text(SIZE)
    assert run(["diagnose", str(tmp_path / "a.log"), "--observed", answer]) == ExitCode.USAGE
    assert "--observed" in capsys.readouterr().err


def test_a_missing_log_is_one_clear_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["diagnose", str(tmp_path / "no.log")]) == ExitCode.INPUT
    assert "no.log" in capsys.readouterr().err


def test_with_a_descriptor_the_answer_is_in_its_values(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.log").write_text("ACTIONS_ID_TOKEN_REQUEST_TOKEN environment variable was unset")
    descriptor = root / "examples" / "quilt-mcp-server" / "runbook.yaml"
    run(["diagnose", str(tmp_path / "a.log"), "--descriptor", str(descriptor)])
    assert ".github/workflows/push.yml" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["--json", "--markdown", "--redact-names"])
def test_a_log_cannot_command_the_ci_that_prints_its_diagnosis(
    tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.log").write_text(f"code EOTP {'y' * 70} ##[set-output] ::add-mask::x\n")
    run(["diagnose", str(tmp_path / "a.log"), form])
    out = capsys.readouterr().out
    assert "##[" not in out
    assert not any(line.lstrip().startswith("::") for line in out.splitlines())
    if form == "--json":
        assert "##[set-output]" in json.loads(out)["evidence"][0]["text"]


def test_an_empty_log_is_called_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.txt").touch()
    assert run(["diagnose", str(tmp_path / "log.txt")]) == ExitCode.UNDECIDED
    assert capsys.readouterr().out.startswith("The log is empty\n")
