"""Every rule fails where it should, passes where it should, and stays away where it has nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ruled import ANSWERS, OUTCOMES, answer, scenes

from runbook.finding import Fail
from runbook.rules.catalog import all_rules

if TYPE_CHECKING:
    from pathlib import Path

    from ruled import Scene

    from runbook.rules.base import Rule

REQUIRED = {"fails", "passes", "not-applicable"}
CASES = [
    pytest.param(rule, name, scene, id=f"{rule.code}-{name}")
    for rule in all_rules()
    for name, scene in scenes(rule.code).items()
]


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_rule_has_a_scene_for_each_answer(rule: Rule) -> None:
    kinds = {name.partition(" ")[0] for name in scenes(rule.code)}
    assert kinds >= REQUIRED, f"{OUTCOMES.name}/{rule.code}.yaml lacks {REQUIRED - kinds}"


@pytest.mark.parametrize(("rule", "name", "scene"), CASES)
def test_rule_answers(rule: Rule, name: str, scene: Scene, tmp_path: Path) -> None:
    outcome = answer(rule, scene, tmp_path / "repository")
    assert isinstance(outcome, ANSWERS[name.partition(" ")[0]]), outcome
    if isinstance(outcome, Fail):
        assert all(item.code == rule.code and item.message for item in outcome.findings)
        assert all(item.locations for item in outcome.findings)


def test_every_file_of_scenes_belongs_to_a_rule() -> None:
    codes = {rule.code for rule in all_rules()}
    assert {path.stem for path in OUTCOMES.glob("*.yaml")} <= codes
