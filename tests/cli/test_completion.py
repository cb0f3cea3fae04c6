from __future__ import annotations

import pytest

from runbook.cli.main import run
from runbook.cli.shells import SHELLS
from runbook.errors import ExitCode


@pytest.mark.parametrize("shell", SHELLS)
def test_it_prints_the_script_of_a_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == ExitCode.OK
    assert f"_RUNBOOK_COMPLETE={shell}_complete" in capsys.readouterr().out


def test_other_shells_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", "csh"]) == ExitCode.USAGE
    assert "'bash', 'zsh', 'fish'" in capsys.readouterr().err


def test_the_process_answers_a_shell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"_RUNBOOK_COMPLETE": "bash_complete", "COMP_WORDS": "runbook sch", "COMP_CWORD": "1"}
    for name, value in asked.items():
        monkeypatch.setenv(name, value)
    assert run([]) == ExitCode.OK
    assert capsys.readouterr().out == "plain,schema\n"
