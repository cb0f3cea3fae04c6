from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from linear_patterns import faults as slow
from ruled import Scene, case_in, lay_out

from runbook.rules.documents import Document, documents, fences
from runbook.rules.known import known
from runbook.rules.rb801_documents_true import Statement, statements
from runbook.rules.rb802_documented_values import _INLINE, _VALUE

if TYPE_CHECKING:
    from pathlib import Path

# What each statement is found in, and what it is not found in.
SAID = {
    "push-all-tags": ("git push origin --tags", "git push origin v1.0.0"),
    "log-ephemeral-token": ("`Generating ephemeral OIDC token`", "Generating a token"),
    "log-exchanged-token": ("Successfully exchanged OIDC token", "exchanged"),
    "log-password": ("Using password authentication", "using a password"),
    "permission-to-use-environment": (
        "Workflow does not have permission to use environment",
        "permission to publish",
    ),
    "environment-not-found": ('"Environment not found": make it', "the environment is not found"),
    "crates-account-settings": ("https://crates.io/settings/tokens", "https://crates.io/me"),
    "pypi-settings-page": (
        "<https://pypi.org/manage/project/demo/settings/>",
        "https://pypi.org/manage/project/demo/settings/publishing/",
    ),
    "pypi-button": ('"Add a new trusted publisher"', '"Add a new publisher"'),
    "first-upload-by-token": (
        "First upload may need to be done manually with API token",
        "Publish the crate by hand first, with a token",
    ),
    "project-by-website": ("Create project through web interface", "Create the project first"),
    "environment-exclusion": ("`refs/tags/v*` (exclude `refs/tags/v*-dev`)", "exclude `v*-dev`"),
    "environment-prefix": ("Add rule: `refs/tags/v*`", "Add rule: `v*`"),
    "branches-for-tags": ("**Deployment branches**: Only allow `main`", "Deployment branches: any"),
    "rust-blog": (
        "https://blog.rust-lang.org/2025/01/09/crates-io-trusted-publishing.html",
        "https://blog.rust-lang.org/",
    ),
    "case-matters": ("- Case sensitivity matters", "case does not matter"),
    "oidc-variable-in-expression": (
        "echo ${{ env.ACTIONS_ID_TOKEN_REQUEST_TOKEN != '' }}",
        "echo $ACTIONS_ID_TOKEN_REQUEST_URL",
    ),
    "missing-part-by-hand": ("manually publish missing components", "publish it by hand"),
    "pending-reserves": ("A pending publisher reserves the name", "It does not reserve"),
    "registry-url-blocks": (
        "Remove registry-url, or OIDC is never tried",
        "set registry-url for OIDC",
    ),
}


@pytest.mark.parametrize("statement", statements(), ids=lambda one: one.id)
def test_a_statement_is_found_where_it_is_said(statement: Statement) -> None:
    said, right = SAID[statement.id]
    assert statement.found(said)
    assert not statement.found(right)


@pytest.mark.parametrize("statement", statements(), ids=lambda one: one.id)
def test_what_is_right_repeats_nothing_wrong(statement: Statement) -> None:
    assert [one.id for one in statements() if one.found(statement.right)] == []
    assert statement.sources
    said = SAID[statement.id][0]
    (hit, *_) = statement.found(said)
    if statement.replacement:
        assert not statement.found(said.replace(hit[0], hit.expand(statement.replacement)))


def test_every_statement_is_tried() -> None:
    assert [one.id for one in statements()] == list(SAID)


@pytest.mark.parametrize(
    "pattern",
    [*(one.pattern for item in statements() for one in item.all), _INLINE.pattern, _VALUE.pattern],
)
def test_patterns_take_linear_time(pattern: str) -> None:
    assert slow(pattern) == []


def test_data_files_say_when_they_were_checked() -> None:
    assert set(known("actions")) >= {"pypa/gh-action-pypi-publish"}
    assert all(item["source"] and item["inputs"] for item in known("actions").values())


def test_documents_of_a_repository_are_read_without_generated_blocks(tmp_path: Path) -> None:
    text = "one\n<!-- runbook:begin x -->\ntwo\n<!-- runbook:end -->\nthree\n"
    case = case_in(lay_out(Scene("pypi-tag", files={"README.md": text}), tmp_path / "r"))
    (document,) = documents(case)
    assert document == Document("README.md", ("one", "", "", "", "three", ""))
    assert documents(case) is documents(case)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```yaml\na: b\n```", [("yaml", "a: b\n", 2, 0)]),
        ("~~~YML\na\n~~~", [("yml", "a\n", 2, 0)]),
        ("1. x\n\n   ```yaml\n   a:\n     b: c\n   ```", [("yaml", "a:\n  b: c\n", 4, 3)]),
        ("```\n~~~\n```\n", [("", "~~~\n", 2, 0)]),
        ("````md\n```yaml\n```\n````", [("md", "```yaml\n```\n", 2, 0)]),
        ("```yaml\na", []),
        ("no fence", []),
    ],
)
def test_code_blocks(text: str, found: list[tuple[str, str, int, int]]) -> None:
    document = Document("a.md", tuple(text.split("\n")))
    assert [(one.language, one.text, one.line, one.indent) for one in fences(document)] == found


def test_only_so_many_code_blocks_are_read() -> None:
    document = Document("a.md", ("```", "```") * 200)
    assert len(list(fences(document))) == 50
