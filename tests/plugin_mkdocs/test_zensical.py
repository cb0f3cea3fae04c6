"""Zensical runs no plugin and says nothing about it; there the pages are written into the site."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from plugin_mkdocs.site import build, write_site

from runbook.cli.main import run
from runbook.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

PAGES = ["build", "--pages-only", "--out", "docs/releasing"]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site without our plugin; the current folder."""
    folder = write_site(tmp_path / "site", "- search", theme="material")
    config = folder / "mkdocs.yml"
    extensions = "[admonition, attr_list, pymdownx.details, pymdownx.superfences]"
    text = config.read_text(encoding="utf-8").replace("[admonition]", extensions)
    nav = "nav:\n- Releasing: releasing/index.md\n- Set up: releasing/setup.md\n"
    config.write_text(text.replace("nav:\n", nav), encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def test_the_pages_alone_are_written(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(PAGES) == ExitCode.OK
    said = capsys.readouterr().out.splitlines()
    assert said[0].endswith("open docs/releasing/index.md")
    assert said[1] == (
        "docs/releasing now belongs to your site: name its index.md in the navigation"
    )
    names = {path.name for path in (site / "docs/releasing").iterdir()}
    assert {"index.md", "setup.md", "downloads"} <= names
    assert names.isdisjoint({"mkdocs.yml", "docs", "site"})
    assert run(PAGES) == ExitCode.OK
    assert "0 of" in capsys.readouterr().out


@pytest.mark.skipif(find_spec("zensical") is None, reason="needs zensical")
def test_zensical_builds_them(site: Path) -> None:
    assert run(PAGES) == ExitCode.OK
    done = build(site, program="zensical")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (site / "built/releasing/setup/index.html").is_file()
