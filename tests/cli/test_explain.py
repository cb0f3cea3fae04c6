from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from runbook.cli.main import run
from runbook.errors import ExitCode
from runbook.rules.catalog import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def explained(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs the command and gives what it prints."""

    def explain(*arguments: str) -> str:
        assert run(["explain", *arguments]) == ExitCode.OK
        return capsys.readouterr().out

    return explain


def test_all_rules_are_listed(explained: Callable[..., str]) -> None:
    assert len(explained().splitlines()) == len(all_rules())


def test_one_rule(explained: Callable[..., str]) -> None:
    out = explained("rb402")
    assert out.startswith("RB402  The publisher records name the environments")
    assert "  Why: " in out
    assert "  Fix: " in out


def test_as_data(explained: Callable[..., str]) -> None:
    (only,) = json.loads(explained("RB402", "--json"))
    assert only["code"] == "RB402"
    assert len(json.loads(explained("--json"))) == len(all_rules())


def test_a_rule_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "RB000"]) == ExitCode.USAGE
    assert "there is no rule 'RB000'" in capsys.readouterr().err
