from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runbook.descriptor.find import find_descriptor, nearly_descriptor

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """A folder two below the root of a repository, which is below another folder."""
    folder = tmp_path / "outside" / "repository" / "a" / "b"
    folder.mkdir(parents=True)
    (tmp_path / "outside" / "repository" / ".git").mkdir()
    return folder


@pytest.mark.parametrize("above", [0, 1, 2], ids=["here", "above", "at the root"])
def test_it_is_found_upwards(above: int, deep: Path) -> None:
    place = [deep, *deep.parents][above] / "runbook.yaml"
    place.touch()
    assert find_descriptor(deep) == place


def test_the_nearest_counts(deep: Path) -> None:
    (deep / "runbook.yaml").touch()
    (deep.parent / "runbook.yaml").touch()
    assert find_descriptor(deep) == deep / "runbook.yaml"


def test_not_above_the_root_of_the_repository(deep: Path) -> None:
    (deep.parents[2] / "runbook.yaml").touch()
    assert find_descriptor(deep) is None


def test_a_worktree_marks_its_root_with_a_file(deep: Path) -> None:
    (deep / ".git").touch()
    (deep.parent / "runbook.yaml").touch()
    assert find_descriptor(deep) is None


def test_outside_a_repository_it_is_found_further_up(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (tmp_path / "runbook.yaml").touch()
    assert find_descriptor(folder) == tmp_path / "runbook.yaml"


def test_a_folder_of_that_name_is_none(deep: Path) -> None:
    (deep / "runbook.yaml").mkdir()
    assert find_descriptor(deep) is None


@pytest.mark.parametrize("name", ["runbook.yml", ".runbook.yaml"])
def test_a_nearly_right_name(name: str, deep: Path) -> None:
    (deep.parent / name).touch()
    assert nearly_descriptor(deep) == deep.parent / name


def test_nothing_is_nearly_right(deep: Path) -> None:
    assert nearly_descriptor(deep) is None
