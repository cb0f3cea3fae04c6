"""No workflow file, however broken, makes a rule fail in another way than with a finding."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import mutations
import pytest
from ruled import BASES, Scene, bases, case_in, findings, lay_out

from runbook.case import Case
from runbook.errors import InputError
from runbook.forges.github.syntax.read import read_workflow

if TYPE_CHECKING:
    from pathlib import Path

RELEASE = ".github/workflows/release.yml"
SHARE = 20  # each text is played in full: fewer of them than where texts are only read


def test_fuzz_of_the_release_workflow() -> None:
    played = 0
    for name in (name for name in bases() if (BASES / name / RELEASE).exists()):
        case = case_in(BASES / name)
        seed = (BASES / name / RELEASE).read_text(encoding="utf-8")
        for text in islice(mutations.texts([seed]), mutations.COUNT // SHARE):
            changed = _with_release(case, text)
            if changed is not None:
                played += 1
                assert all(item.message for item in findings(changed))
    assert played


def _with_release(case: Case, text: str) -> Case | None:
    """The case with another release workflow; None when that is no YAML."""
    assert case.repository is not None
    try:
        workflow = read_workflow(text, RELEASE)
    except InputError:
        return None
    others = [item for item in case.repository.workflows if item.path != RELEASE]
    repository = replace(case.repository, workflows=(workflow, *others))
    return Case(case.plan, case.as_of, repository, records=case.records)


@pytest.mark.parametrize("name", bases())
def test_rules_answer_without_a_checkout(name: str, tmp_path: Path) -> None:
    folder = lay_out(Scene(name), tmp_path / "base")
    shutil.rmtree(folder / ".github")
    case = case_in(folder)
    assert case.repository is None
    assert [item for item in findings(case) if item.severity == "error"] == []
