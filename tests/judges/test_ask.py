"""Every judge can complain: a judge that passes everything proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from judges import ask

Tree = Callable[..., Path]

pytestmark = pytest.mark.judges

GOOD = """\
name: Tests
on:
  push:
    branches: [main]
permissions: {}
concurrency:
  group: ${{ github.workflow }}-${{ github.ref }}
  cancel-in-progress: true
jobs:
  tests:
    name: Tests
    runs-on: ubuntu-latest
    steps:
      - name: Say so
        run: echo "fine"
"""
ACTION = """\
name: Say
description: Says something.
runs:
  using: composite
  steps:
    - run: echo fine
"""


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    def make(text: str, path: str = ".github/workflows/tests.yml") -> Path:
        return ask.write_tree(tmp_path, {path: text})

    return make


def judge_repository(root: Path) -> list[str]:
    return [*ask.zizmor(root), *ask.actionlint(root), *ask.github_schemas(root)]


def test_a_good_workflow_passes_every_judge(tree: Tree) -> None:
    assert judge_repository(tree(GOOD)) == []


@pytest.mark.parametrize(
    ("judge", "old", "new", "says"),
    [
        pytest.param(ask.zizmor, "permissions: {}\n", "", "excessive-permissions", id="zizmor"),
        pytest.param(
            ask.zizmor, "    name: Tests\n", "", "anonymous-definition", id="zizmor-auditor"
        ),
        pytest.param(
            ask.actionlint, "{{ github.ref }}", "{{ github.reff }}", "reff", id="actionlint"
        ),
        pytest.param(
            ask.actionlint, '"fine"', "$1 $UNQUOTED", "SC2086", id="actionlint-shellcheck"
        ),
        pytest.param(ask.github_schemas, "runs-on", "runs_on", "not valid", id="workflow-schema"),
    ],
)
def test_a_judge_of_workflows_complains(
    tree: Tree, judge: ask.Judge, old: str, new: str, says: str
) -> None:
    assert old in GOOD
    complaints = judge(tree(GOOD.replace(old, new)))
    assert any(says in line for line in complaints), complaints


def test_the_schema_of_actions_complains(tree: Tree) -> None:
    complaints = ask.github_schemas(tree(ACTION, ".github/actions/say/action.yml"))
    assert any("action.yml" in line for line in complaints)


@pytest.mark.parametrize(
    ("judge", "good", "bad"),
    [
        pytest.param(ask.shellcheck, 'echo "$HOME"\n', "echo $HOME/$1\n", id="shellcheck"),
        pytest.param(ask.bash, "if true; then echo; fi\n", "if true; then echo\n", id="bash"),
        pytest.param(ask.hcl, 'a "b" {\n  c = 1\n}\n', 'a "b" {\n  c = \n', id="hcl"),
    ],
)
def test_a_judge_of_snippets_complains_of_the_bad_one_only(
    tmp_path: Path, judge: Callable[[Iterable[Path]], list[str]], good: str, bad: str
) -> None:
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text(good, encoding="utf-8")
    wrong.write_text(bad, encoding="utf-8")
    complaints = judge([right, wrong])
    assert complaints
    assert all(str(wrong) in line for line in complaints)
