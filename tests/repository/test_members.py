from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from found_checkouts import written

from runbook.repository.members import is_workspace, members

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "package.json": '{"name": "root", "private": true, "workspaces": ["packages/*"]}',
    "packages/a/package.json": '{"name": "@acme/a"}',
    "packages/b/package.json": '{"name": "@acme/b", "private": true}',
    "packages/b/deep/package.json": '{"name": "@acme/deep"}',
    "packages/c/Cargo.toml": '[package]\nname = "c"\n',
    "tools/d/package.json": '{"name": "@acme/d"}',
}


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("packages/*", ["@acme/a"]),
        ("packages/*/", ["@acme/a"]),
        ("packages/**/*", ["@acme/a", "@acme/deep"]),
        ("*/d", ["@acme/d"]),
        ("none/*", []),
    ],
)
def test_members_of_a_workspace(pattern: str, names: list[str], tmp_path: Path) -> None:
    repository = written(tmp_path / "r", FILES)
    assert [one.name for one in members(repository, pattern, "npm")] == names


def test_a_name_is_no_workspace() -> None:
    assert not is_workspace("@acme/a")
    assert is_workspace("packages/*")
