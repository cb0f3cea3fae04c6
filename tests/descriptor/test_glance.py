from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runbook.descriptor.glance import descriptors_below, packages_of, workflows_of
from runbook.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def test_what_a_descriptor_names(root: Path) -> None:
    descriptor = root / "examples/market-data-source/runbook.yaml"
    assert set(packages_of(descriptor)) == {"crates-io", "pypi", "testpypi"}
    assert "publish.yml" in workflows_of(descriptor)


def test_a_text_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "runbook.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(InputError):
        packages_of(tmp_path / "runbook.yaml")


def test_the_search_is_bounded(tmp_path: Path) -> None:
    for number in range(120):
        (tmp_path / f"{number:03}").mkdir()
        (tmp_path / f"{number:03}" / "runbook.yaml").touch()
    (tmp_path / "000/loop").symlink_to(tmp_path)
    found = list(descriptors_below(tmp_path))
    assert found == [tmp_path / f"{number:03}" / "runbook.yaml" for number in range(100)]


def test_what_is_no_folder_holds_nothing(tmp_path: Path) -> None:
    assert list(descriptors_below(tmp_path / "none")) == []
