from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from sample_site import SAMPLE

from runbook.errors import ExitCode, RefusedError, UsageError
from runbook.output.folder import write_folder
from runbook.output.workplace import workplace
from runbook.site.builders import DEFAULT, builder_names, load_builder
from runbook.site.builders.base import Builder, BuildError
from runbook.site.config import SCRIPT, STYLE, WORKER
from runbook.site.write import build_site, read_folder, site_files

if TYPE_CHECKING:
    from pathlib import Path

    from runbook.output.change import Written

pytestmark = pytest.mark.slow

SOURCES = site_files(SAMPLE)


def build(out: Path, sources: dict[str, str | bytes] = SOURCES) -> dict[str, bytes]:
    make_site(out, sources)
    return read_folder(out / "site")


def make_site(
    out: Path, sources: dict[str, str | bytes] = SOURCES, builder: str = DEFAULT
) -> Written:
    with workplace(out) as work:
        return write_folder(out / "site", build_site(sources, work, load_builder(builder)))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    build(out)
    return out / "site"


def test_sources_are_real_files_for_any_builder() -> None:
    assert {"mkdocs.yml", "docs/index.md", "docs/downloads/setup.sh"} <= set(SOURCES)
    assert {f"docs/{path}" for path in (STYLE, SCRIPT, WORKER)} <= set(SOURCES)


def test_the_built_site_holds_pages_and_downloads(built: Path) -> None:
    assert "quokka" in (built / "setup.html").read_text()
    assert (built / "downloads/setup.sh").read_text() == "echo done\n"


def test_no_page_names_a_resource_elsewhere(built: Path) -> None:
    loads = re.compile(r"<(?:script|link|img|iframe)[^>]*?(?:src|href)=\"?(?:https?:)?//[^>]*>")
    for page in built.rglob("*.html"):
        assert not loads.findall(page.read_text())
    for style in built.rglob("*.css"):
        assert not re.search(r"url\([\"']?(?:https?:)?//|@import", style.read_text())


def test_titles_stay_text(built: Path) -> None:
    for page in built.rglob("*.html"):
        words = page.read_text()
        assert "alert(1)" in words
        assert "<script>alert" not in words
        assert "Set up <b>" not in words


def test_a_second_build_changes_nothing(tmp_path: Path) -> None:
    first = build(tmp_path)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    again = make_site(tmp_path)
    assert (again.written, again.removed, again.unchanged) == ((), (), len(first) - 1)
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_failed_build_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    before = build(tmp_path)
    broken = SOURCES | {"docs/index.md": "# Overview\n\n[gone](gone.md) [there](setup.md#gone)\n"}
    with pytest.raises(BuildError) as caught:
        build(tmp_path, broken)
    assert caught.value.exit_code == ExitCode.BUILD
    assert "gone.md" in caught.value.message
    assert "#gone" in caught.value.message
    assert "\n" not in caught.value.message
    assert read_folder(tmp_path / "site") == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_page_nobody_can_reach_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r'not included in the "nav".*: lost\.md'):
        build(tmp_path, SOURCES | {"docs/lost.md": "# Lost\n"})


def test_many_problems_are_counted(tmp_path: Path) -> None:
    links = "".join(f"[x](gone{number}.md)\n" for number in range(9))
    with pytest.raises(BuildError, match=r"\(and \d+ more\)"):
        build(tmp_path, SOURCES | {"docs/index.md": f"# Overview\n\n{links}"})


def test_a_broken_configuration_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="mkdocs could not build the site"):
        build(tmp_path, SOURCES | {"mkdocs.yml": "site_name: x\ntheme: no-such-theme\n"})


def test_a_foreign_site_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/mine.html").write_text("mine")
    with pytest.raises(RefusedError, match=r"not ours: mine\.html"):
        build(tmp_path)


def test_the_current_folder_cannot_pose_as_the_builder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mkdocs.py").write_text("raise SystemExit('posing')\n")
    monkeypatch.chdir(tmp_path)
    assert (
        b"quokka"
        in build(tmp_path / "out", SOURCES | {"mkdocs.py": "raise SystemExit"})["setup.html"]
    )


def test_builders_are_found_by_their_modules() -> None:
    assert builder_names() == ("mkdocs", "properdocs", "techdocs", "zensical")
    assert DEFAULT in builder_names()


def test_a_builder_that_is_not_installed_says_how_to_get_it(tmp_path: Path) -> None:
    builder = Builder(modules=("no_such_builder",), distributions=("no-such", "theme"))
    with pytest.raises(UsageError, match="no_such_builder is not installed") as caught:
        build_site(SOURCES, tmp_path, builder)
    assert caught.value.hint == "pip install no-such theme"


@pytest.mark.parametrize("name", ["properdocs", "zensical"])
def test_other_builders_build_the_same_pages(tmp_path: Path, name: str) -> None:
    pytest.importorskip(load_builder(name).modules[0])
    make_site(tmp_path, builder=name)
    page = html.unescape((tmp_path / "site/index.html").read_text())
    for shown in (
        "**no bold**",
        "environment-name",
        'class="flow-gate"',
        "tabbed-set",
        "task-list",
    ):
        assert shown in page
    assert "quokka" in (tmp_path / "site/setup.html").read_text()
    assert (tmp_path / "site/downloads/setup.sh").exists()
    assert not re.search(r"<(?:script|link)[^>]*?(?:src|href)=\"?(?:https?:)?//", page)
