from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.registries.refs import (
    pipeline_path,
    split_project,
    split_repository,
    workflow_file,
)

# The cases of rust-lang/crates.io crates/crates_io_trustpub/src/github/workflows.rs@2cee44f.
PREFIX = "foo/bar/.github/workflows/"
CRATES_IO = {
    "basic.yml@refs/heads/main": "basic.yml",
    "basic.yaml@refs/heads/main": "basic.yaml",
    "has-dash.yml@refs/heads/main": "has-dash.yml",
    "has--dashes.yml@refs/heads/main": "has--dashes.yml",
    "has--dashes-.yml@refs/heads/main": "has--dashes-.yml",
    "has.period.yml@refs/heads/main": "has.period.yml",
    "has..periods.yml@refs/heads/main": "has..periods.yml",
    "has..periods..yml@refs/heads/main": "has..periods..yml",
    "has_underscore.yml@refs/heads/main": "has_underscore.yml",
    "nested@evil.yml@refs/heads/main": "nested@evil.yml",
    "nested.yml@evil.yml@refs/heads/main": "nested.yml@evil.yml",
    "extra@nested.yml@evil.yml@refs/heads/main": "extra@nested.yml@evil.yml",
    "extra.yml@nested.yml@evil.yml@refs/heads/main": "extra.yml@nested.yml@evil.yml",
    "basic.yml@refs/heads/misleading@branch.yml": "basic.yml",
    "basic.yml@refs/heads/bad@branch@twomatches.yml": "basic.yml",
    "foo.yml.yml@refs/heads/main": "foo.yml.yml",
    "foo.yml.foo.yml@refs/heads/main": "foo.yml.foo.yml",
    "basic.wrongsuffix@refs/heads/main": None,
    "@refs/heads/main": None,
    "nosuffix@refs/heads/main": None,
    ".yml@refs/heads/main": None,
    ".yaml@refs/heads/main": None,
    "main.yml": None,
}


@pytest.mark.parametrize(("ref", "file"), CRATES_IO.items())
def test_workflow_file(ref: str, file: str | None) -> None:
    assert workflow_file(PREFIX + ref, ref_required=True) == file


@pytest.mark.parametrize(
    ("ref", "required", "file"),
    [
        ("a.yml@", False, "a.yml"),
        ("a.yml@", True, None),
        ("a.yml@@", True, "a.yml"),
        ("a.yml@b.yml@", True, "a.yml"),
    ],
)
def test_what_follows_the_at(ref: str, required: bool, file: str | None) -> None:
    assert workflow_file(ref, ref_required=required) == file


@given(st.text(alphabet="ab./@yml", max_size=24).map(lambda text: text.replace("a", ".yml@")))
def test_workflow_file_is_what_the_registries_patterns_find(ref: str) -> None:
    pypi = re.search(r"([^/]+\.(yml|yaml))(?=@)", ref)
    crates_io = re.search(r"([^/]+\.(yml|yaml))(@.+)", ref)
    assert workflow_file(ref, ref_required=False) == (pypi and pypi[1])
    assert workflow_file(ref, ref_required=True) == (crates_io and crates_io[1])


@pytest.mark.parametrize(
    ("uri", "path", "to_last_at"),
    [
        ("gitlab.com/a/b//.gitlab-ci.yml@refs/heads/main", ".gitlab-ci.yml", ".gitlab-ci.yml"),
        ("gitlab.com/a/b//ci/x.yaml@refs/tags/v1", "ci/x.yaml", "ci/x.yaml"),
        ("gitlab.com/a/b//ci/x.yml@refs/heads/a@b", "ci/x.yml", None),
        (
            "gitlab.com/a/b//x.yml@refs/heads/a.yml@b",
            "x.yml@refs/heads/a.yml",
            "x.yml@refs/heads/a.yml",
        ),
        ("gitlab.com/a/b//ci/.yml@main", None, None),
        ("gitlab.com/a/b//ci/.yaml@main", None, None),
        ("gitlab.com/a/b//ci/x.json@main", None, None),
        ("gitlab.com/a/b/ci/x.yml@main", None, None),
        ("gitlab.com/a/b//x.yml", None, None),
    ],
)
def test_pipeline_path(uri: str, path: str | None, to_last_at: str | None) -> None:
    assert pipeline_path(uri) == path
    assert pipeline_path(uri, to_last_at=True) == to_last_at


def test_names_are_split_where_the_registries_split_them() -> None:
    assert split_repository("acme/a/b") == ("acme", "a/b")
    assert split_repository("acme") is None
    assert split_project("acme/platform/lib") == ("acme/platform", "lib")
    assert split_project("lib") is None
