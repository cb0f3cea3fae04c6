"""The wheel is complete, and the sdist makes the same wheel."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from distribution.conftest import Distributions

pytestmark = pytest.mark.slow


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_package_and_the_templates(distributions: Distributions) -> None:
    shipped = {
        name: data
        for name, data in contents(distributions.wheel).items()
        if ".dist-info/" not in name
    }
    assert shipped == {
        f"{name_in_wheel}/{path}": data
        for folder, name_in_wheel in (("runbook", "runbook"), ("templates", "runbook/_templates"))
        for path, data in files_below(distributions.tree / folder).items()
    }


def test_the_sdist_makes_the_same_wheel(distributions: Distributions) -> None:
    assert contents(distributions.wheel_of_sdist) == contents(distributions.wheel)
