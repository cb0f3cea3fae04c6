from __future__ import annotations

import json

import pytest

from runbook.cli.main import run
from runbook.errors import ExitCode


def test_facts_are_listed_oldest_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["facts", "--json"]) == ExitCode.OK
    rows = json.loads(capsys.readouterr().out)
    assert [row["checked"] for row in rows] == sorted(row["checked"] for row in rows)
    assert {row["id"].partition("/")[0] for row in rows} >= {"github", "pypi", "npm"}
    assert all(row["sources"] for row in rows)


@pytest.mark.parametrize(
    ("about", "text"), [("github", "environment-created-by-use"), ("npm", "min-npm")]
)
def test_facts_about_one(about: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["facts", about]) == ExitCode.OK
    out = capsys.readouterr().out
    assert f"  {about}/{text}" in out
    assert "(unverified)" in out


def test_pinned_actions(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["facts", "--actions"]) == ExitCode.OK
    assert "  actions/checkout v" in capsys.readouterr().out


def test_facts_about_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["facts", "pipy"]) == ExitCode.USAGE
    assert "there are no facts about 'pipy'" in capsys.readouterr().err
