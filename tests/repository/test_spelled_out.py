from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from runbook.handbook.compile import compile_site
from runbook.observe import case_of

if TYPE_CHECKING:
    from pathlib import Path

    from runbook.case import Case

PATTERN = "packages/*"


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    """A workspace of two packages that publishes them all."""
    return shutil.copytree(root / "tests/rules/bases/npm-workspace", tmp_path / "demo")


def packages(found: Case) -> tuple[str, ...]:
    (publication,) = found.plan.publications
    return publication.packages


def test_the_packages_of_a_workspace_are_named(folder: Path) -> None:
    found = case_of(folder / "runbook.yaml")
    assert packages(found) == tuple(
        sorted(item.name for item in found.repository.manifests if item.folder.startswith("pack"))
    )
    assert {name for record in found.plan.records for name in record.packages} == {*packages(found)}


def test_the_key_stays_the_pattern_whatever_the_packages_are_called(folder: Path) -> None:
    (publication,) = case_of(folder / "runbook.yaml").plan.publications
    assert publication.key == f"npm/{PATTERN}@production"


def test_new_ones_are_told_apart_from_those_that_exist(folder: Path) -> None:
    found = case_of(folder / "runbook.yaml")
    first, *_ = packages(found)
    descriptor = folder / "runbook.yaml"
    text = descriptor.read_text()
    descriptor.write_text(text.replace('"packages/*"', f'"packages/*", new: ["{first}"]'))
    again = case_of(descriptor)
    assert sorted(packages(again)) == sorted(packages(found))
    assert again.plan.publications[0].new == (first,)


def test_without_a_checkout_the_pattern_is_all_there_is(folder: Path) -> None:
    shutil.rmtree(folder / ".github")
    assert packages(case_of(folder / "runbook.yaml")) == (PATTERN,)


def test_pages_name_packages_and_no_pattern(folder: Path) -> None:
    site = compile_site([folder / "runbook.yaml"])
    names = packages(case_of(folder / "runbook.yaml"))
    for page in ("verify.md", "rollback.md", "publishers.md"):
        text = str(site.files[page])
        assert PATTERN not in text
        assert names[0] in text
