from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from ruled import Edit, Scene, case_in, lay_out

from runbook.finding import Fail, Pass
from runbook.model.descriptor import CheckSettings, Ignore
from runbook.rules.catalog import rule, run
from runbook.rules.exceptions import comments, fingerprint, hide

if TYPE_CHECKING:
    from pathlib import Path

    from runbook.case import Case
    from runbook.rules.exceptions import Hidden

RELEASE = ".github/workflows/release.yml"
PUBLISH = "dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2"
SKIPPING = Edit(RELEASE, PUBLISH, f"{PUBLISH}\n        with:\n          skip-existing: true")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A case in which RB412 finds something."""
    return case_in(lay_out(Scene("pypi-tag", (SKIPPING,)), tmp_path / "repository"))


def with_comment(comment: str, tmp_path: Path, *, above: bool = False) -> Case:
    """The same case with a comment at, or above, the place of the finding."""
    line = f"          {comment}\n          skip-existing: true"
    behind = f"          skip-existing: true {comment}"
    edit = Edit(RELEASE, "          skip-existing: true", line if above else behind)
    return case_in(lay_out(Scene("pypi-tag", (SKIPPING, edit)), tmp_path / "commented"))


def hidden(
    case: Case, *baseline: str, allowed: dict[tuple[str, str], str] | None = None
) -> list[Hidden]:
    return hide(case, run(case, ["RB412"]), baseline, allowed)[1]


def ignoring(case: Case, until: str | None = None, prefix: str = "RB4") -> Case:
    return replace(case, checks=CheckSettings(ignore=(Ignore(prefix, "on purpose", until),)))


def test_nothing_is_hidden_unasked(case: Case) -> None:
    left, gone = hide(case, run(case, ["RB412"]))
    assert gone == []
    assert isinstance(left[0].outcome, Fail)


@pytest.mark.parametrize(
    ("until", "prefix", "number"),
    [
        pytest.param(None, "RB412", 1, id="for good"),
        pytest.param(None, "rb4", 1, id="by prefix"),
        pytest.param("2026-11-22", "RB412", 1, id="until tomorrow"),
        pytest.param("2026-11-21", "RB412", 0, id="until today"),
        pytest.param(None, "RB413", 0, id="another rule"),
    ],
)
def test_the_descriptor_ignores(case: Case, until: str | None, prefix: str, number: int) -> None:
    ignored = replace(ignoring(case, until, prefix), as_of="2026-11-21")
    assert [one.reason for one in hidden(ignored)] == ["on purpose"] * number


def test_a_rule_of_which_all_is_ignored_holds_and_says_why(case: Case) -> None:
    ((checked,), _) = hide(ignoring(case), run(case, ["RB412"]))
    assert checked.outcome == Pass(("ignored: on purpose",))


@pytest.mark.parametrize("above", [False, True])
def test_a_comment_ignores_its_line(tmp_path: Path, *, above: bool) -> None:
    commented = with_comment("# runbook: ignore RB412 re-runs resume", tmp_path, above=above)
    assert [one.reason for one in hidden(commented)] == ["re-runs resume"]


@pytest.mark.parametrize(
    "comment",
    [
        "# runbook: ignore RB412",
        "# runbook: ignore RB411 re-runs resume",
        "# ignore RB412 re-runs resume",
        "# runbook: ignore everything",
    ],
)
def test_another_comment_does_not(comment: str, tmp_path: Path) -> None:
    assert hidden(with_comment(comment, tmp_path)) == []


def test_only_comments_that_the_base_has_count(tmp_path: Path) -> None:
    commented = with_comment("# runbook: ignore RB412 re-runs resume", tmp_path)
    assert hidden(commented, allowed={}) == []
    assert hidden(commented, allowed={(RELEASE, "RB412"): "another reason"}) == []
    assert len(hidden(commented, allowed={(RELEASE, "RB412"): "re-runs resume"})) == 1


def test_a_baseline_hides_what_it_knows(case: Case) -> None:
    (checked,) = run(case, ["RB412"])
    (finding,) = checked.findings
    assert [one.finding for one in hidden(case, fingerprint(finding))] == [finding]
    assert hidden(case, "0" * 16) == []


def test_a_fingerprint_is_the_same_on_another_line(case: Case, tmp_path: Path) -> None:
    moved = Edit(RELEASE, "name: Release\n", "# Releases\n\nname: Release\n")
    other = case_in(lay_out(Scene("pypi-tag", (SKIPPING, moved)), tmp_path / "moved"))
    (one,), (two,) = (run(item, ["RB412"])[0].findings for item in (case, other))
    assert one.locations != two.locations
    assert fingerprint(one) == fingerprint(two)


def test_nobody_ignores_who_may_publish(tmp_path: Path) -> None:
    owner = Edit("runbook.yaml", "owner: acme", "owner: evil")
    git = {
        ".git/config": '[remote "origin"]\n\turl = https://github.com/acme/demo.git\n',
        ".git/HEAD": "ref: refs/heads/main\n",
    }
    case = case_in(lay_out(Scene("pypi-tag", (owner,), git), tmp_path / "repository"))
    (checked,) = run(case, ["RB406"])
    known = [fingerprint(one) for one in checked.findings]
    left, gone = hide(ignoring(case, prefix="RB"), [checked], known)
    assert (left, gone) == ([checked], [])
    assert {one.code for one in map(rule, ("RB403", "RB406", "RB415")) if one and one.trust} == {
        "RB403",
        "RB406",
        "RB415",
    }


def test_where_nobody_looked_there_are_no_comments() -> None:
    assert comments(None) == ()
