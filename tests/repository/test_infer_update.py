"""A descriptor that exists: only what is missing or different changes, comments stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from found_checkouts import workflow, written
from hypothesis import given
from hypothesis import strategies as st

from runbook.errors import InputError
from runbook.repository.infer import Inference, infer, is_accepted
from runbook.repository.infer_diff import diff
from runbook.repository.infer_draft import Draft
from runbook.repository.infer_update import updated

if TYPE_CHECKING:
    from pathlib import Path

GATE = "    environment: pypi\n"
FILES = {
    ".github/workflows/release.yml": workflow("{run: uv publish}", job=GATE),
    ".github/workflows/next.yml": workflow(
        "{run: uv publish --index testpypi}", on="{push: {branches: [next]}}"
    ),
    "pyproject.toml": '[project]\nname = "demo"\n',
}
HEAD = "# mine\nrunbook: 1\nowner: acme  # us\nrepo: demo\n"
BLOCK = """\
workflows:
  release.yml:
    releases:
      live: {by: tag, tags: ["old*"]}  # tags
  # after the files

environments:
  pypi:
    reviewers: [user:me]  # keep
    # about pypi
# where
registries:
  - registry: pypi
    package: demo  # name
    workflow: release.yml
    environment: pypi

# the end
"""
FLOW = """\
workflows: {release.yml: {releases: {live: {by: tag, tags: [v*]}}}}
environments: {pypi: {reviewers: [user:me]}}  # gates
registries: [{registry: pypi, package: demo, workflow: release.yml, environment: pypi}]
"""
EMPTY = "workflows:\nenvironments: {}\nregistries: []\n"
MISSING = "registries: []"


@pytest.fixture(name="inference")
def _inference(tmp_path: Path) -> Inference:
    return infer(written(tmp_path, FILES))


def changed(inference: Inference, body: str) -> str:
    return updated(HEAD + body, "runbook.yaml", inference.draft).text


def comments(text: str) -> list[str]:
    return [line.partition("#")[2] for line in text.splitlines() if "#" in line]


@pytest.mark.parametrize(
    "body", [BLOCK, FLOW, EMPTY, MISSING], ids=["block", "flow", "empty", "missing"]
)
def test_everything_that_lacks_is_added(body: str, inference: Inference) -> None:
    text = changed(inference, body)
    assert is_accepted(text)
    assert set(comments(HEAD + body)) <= set(comments(text))
    assert updated(text, "runbook.yaml", inference.draft).text == text
    for word in ("next.yml", "testpypi", "release.yml", "branches: [next]"):
        assert word in text


def test_a_block_grows_where_it_stands(inference: Inference) -> None:
    lines = changed(inference, BLOCK).splitlines()
    assert lines.index("  next.yml:") < lines.index("environments:")
    assert any(
        line.startswith("  - registry: testpypi") for line in lines[: lines.index("# the end")]
    )


def test_a_filter_follows_the_trigger(inference: Inference) -> None:
    assert 'live: {by: tag, tags: ["v*"]}  # tags' in changed(inference, BLOCK)


def test_an_environment_follows_the_job(inference: Inference) -> None:
    body = BLOCK.replace("environment: pypi\n", "environment: old  # x\n").replace(
        "  pypi:", "  old:"
    )
    text = changed(inference, body)
    assert "environment: pypi  # x" in text
    assert "\n  pypi:\n" in text


def test_a_release_is_said_once_there_are_two(tmp_path: Path) -> None:
    files = {
        ".github/workflows/release.yml": workflow(
            "{run: uv publish, if: \"github.ref_type == 'tag'\"}",
            "{run: uv publish --index testpypi}",
            on="{push: {tags: [v*], branches: [main]}}",
        ),
        "pyproject.toml": '[project]\nname = "demo"\n',
    }
    body = BLOCK.replace("    environment: pypi\n", "")
    text = changed(infer(written(tmp_path, files)), body)
    assert is_accepted(text)
    assert "    workflow: release.yml\n    release: live\n" in text


def test_windows_line_ends_stay(inference: Inference) -> None:
    text = updated((HEAD + BLOCK).replace("\n", "\r\n"), "runbook.yaml", inference.draft).text
    assert text.count("\n") == text.count("\r\n")


REMARKS = {
    "another owner": (HEAD.replace("acme", "other") + BLOCK, "owner is declared as other"),
    "a publication that is gone": (
        HEAD
        + BLOCK.replace("\n# the end", "  - {registry: npm, package: x, workflow: release.yml}\n"),
        "no workflow was found that publishes to npm",
    ),
    "filters on several lines": (
        HEAD
        + BLOCK.replace(
            '{by: tag, tags: ["old*"]}', '\n        by: tag\n        tags:\n          - "x*"'
        ),
        "the tags of",
    ),
    "releases that cannot be extended": (
        HEAD + BLOCK.replace('\n      live: {by: tag, tags: ["old*"]}', " "),
        "lacks the releases",
    ),
}


@pytest.mark.parametrize(("text", "remark"), REMARKS.values(), ids=REMARKS)
def test_remarks(text: str, remark: str, inference: Inference) -> None:
    found = updated(text, "runbook.yaml", inference.draft).remarks
    assert any(remark in item for item in found)


def test_no_mapping(inference: Inference) -> None:
    assert updated("- a\n", "runbook.yaml", inference.draft).text == "- a\n"


def test_difference() -> None:
    shown = diff("a\nb\n", "a\n\x1bc\n", "f", color=False)
    assert shown.splitlines()[-2:] == ["-b", "+\\x1bc"]
    assert diff("a\n", "b\n", "f", color=True).count("\x1b[0m") == 5
    assert diff("a", "a", "f", color=True) == ""


@given(st.text(alphabet="ab:-{}[]# \n", max_size=60))
def test_odd_texts_never_lose_a_line(body: str) -> None:
    try:
        result = updated(f"x: 1\n{body}", "runbook.yaml", Draft("acme", "demo", None))
    except InputError:
        return
    assert result.text == f"x: 1\n{body}"


GITLAB = {
    ".gitlab-ci.yml": "ship:\n  id_tokens: {PYPI_ID_TOKEN: {aud: pypi}}\n  script: [uv publish]\n"
    "  rules: [{if: $CI_COMMIT_TAG =~ /^v/}, {if: $CI_PIPELINE_SOURCE == 'web'}]\n",
    "pyproject.toml": '[project]\nname = "demo"\n',
}
OF_GITLAB = """\
runbook: 1
owner: acme
repo: demo
forge: {kind: gitlab}
workflows:
  .gitlab-ci.yml:
    releases:
      live: {by: tag, tags_matching: "^x"}
registries:
  - {registry: pypi, package: demo, workflow: .gitlab-ci.yml, job: ship}
"""


def test_a_project_on_gitlab_has_its_own_words(tmp_path: Path) -> None:
    inference = infer(written(tmp_path, GITLAB))
    new = updated(OF_GITLAB, "runbook.yaml", inference.draft)
    assert 'live: {by: tag, tags_matching: ["^v"]}' in new.text
    assert "manual: {by: dispatch}" in new.text
    assert is_accepted(new.text)
    again = updated(new.text, "runbook.yaml", inference.draft)
    assert again.text == new.text
    assert again.remarks == ()
