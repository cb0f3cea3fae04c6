from __future__ import annotations

import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from runbook.extensions import extensions

if TYPE_CHECKING:
    from pathlib import Path

GROUP = "runbook.registries"
METADATA = "Metadata-Version: 2.1\nName: acme\nVersion: 1\n"
POINTS = "[runbook.registries]\nzeta = acme.z\nalpha = acme.a\n"


def _install(folder: Path, text: str) -> None:
    info = folder / "acme-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(METADATA)
    (info / "entry_points.txt").write_text(text)


def _names(group: str = GROUP) -> list[str]:
    return [point.name for point in extensions(group)]


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder that packages are looked for in."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "absent")])
    return tmp_path


def test_what_a_package_adds_comes_by_name(alone: Path) -> None:
    _install(alone, POINTS)
    assert _names() == ["alpha", "zeta"]
    assert _names("runbook.rules") == []


def test_an_archive_is_asked(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = alone / "acme.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(
            "acme-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: acme\nVersion: 1\n"
        )
        file.writestr("acme-1.dist-info/entry_points.txt", POINTS)
    monkeypatch.setattr(sys, "path", [str(archive)])
    assert _names() == ["alpha", "zeta"]


def test_nothing_is_parsed_where_nobody_adds_anything(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(alone, "[console_scripts]\nacme = acme:main\n")
    monkeypatch.setitem(sys.modules, "importlib.metadata", None)  # importing it would fail
    assert _names() == []
