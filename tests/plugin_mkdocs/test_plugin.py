from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from plugin_mkdocs.site import PAGES, ROOT, build, environment, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

POPULAR = """\
- search
- macros
- awesome-nav
- gen-files:
    scripts: [gen.py]
- mkdocstrings
"""
MODULES = ("mkdocs_macros", "mkdocs_awesome_nav", "mkdocs_gen_files", "mkdocstrings")
TEMPLATE = "style/house/setup.md.j2"
GENERATED = """\
import mkdocs_gen_files

with mkdocs_gen_files.open("generated.md", "w") as page:
    page.write("# Generated\\n")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a site goes; its metadata goes beside it."""
    return tmp_path / "site"


def html(site: Path) -> dict[str, str]:
    built = site / "built"
    return {
        path.relative_to(built).as_posix(): path.read_text(encoding="utf-8")
        for path in built.rglob("*.html")
    }


def test_one_line_adds_the_pages(folder: Path) -> None:
    site = write_site(folder, "- search\n- runbook", theme="material")
    done = build(site)
    assert done.returncode == 0, done.stderr
    pages = html(site)
    assert len([name for name in pages if name.startswith("guide-")]) == PAGES - 1
    assert {"releasing/index.html", "releasing/setup/index.html"} <= set(pages)
    assert "Set up" in pages["index.html"]
    assert "${{" in pages["releasing/workflows/index.html"]
    assert (site / "built/releasing/downloads/environments.sh").is_file()
    assert "runbook-guest.css" in pages["releasing/index.html"]
    assert "runbook-guest.css" not in pages["index.html"], "the site's own pages stay as they are"
    found = json.loads((site / "built/search/search_index.json").read_text(encoding="utf-8"))
    assert any(item["location"].startswith("releasing/setup/") for item in found["docs"])


@pytest.mark.skipif(not all(map(find_spec, MODULES)), reason=f"needs all of: {', '.join(MODULES)}")
def test_it_lives_with_five_popular_plugins(folder: Path) -> None:
    site = write_site(folder, f"{POPULAR}- runbook", theme="material", nav=False)
    (site / "gen.py").write_text(GENERATED, encoding="utf-8")
    done = build(site)
    assert done.returncode == 0, done.stderr
    pages = html(site)
    assert {"generated/index.html", "releasing/workflows/index.html"} <= set(pages)
    assert "${{" in pages["releasing/workflows/index.html"], "macros reads no expression of ours"


@pytest.mark.skipif(find_spec("techdocs_core") is None, reason="needs mkdocs-techdocs-core")
def test_it_lives_with_techdocs(folder: Path) -> None:
    site = write_site(folder, "- techdocs-core\n- runbook")
    assert build(site).returncode == 0
    assert "releasing/setup/index.html" in html(site)


def test_properdocs_builds_the_same_pages(folder: Path) -> None:
    site = write_site(folder, "- runbook", theme="material")
    assert build(site).returncode == 0
    first = html(site)
    shutil.rmtree(site / "built")
    done = build(site, "-f", "mkdocs.yml", program="properdocs")
    assert done.returncode == 0, done.stderr
    assert set(html(site)) == set(first)


def test_a_section_that_is_there_gets_the_pages(folder: Path) -> None:
    site = write_site(folder, "- runbook: {section: Guides, folder: ops/release}")
    assert build(site).returncode == 0
    assert "ops/release/setup/index.html" in html(site)
    assert ">Releasing<" not in html(site)["index.html"]


def test_descriptors_by_glob_make_a_handbook(folder: Path) -> None:
    site = write_site(folder, '- runbook: {descriptors: ["projects/*/runbook.yaml"]}')
    (site / "runbook.yaml").unlink()
    for example in ("quilt-mcp-server", "market-data-source"):
        target = site / "projects" / example / "runbook.yaml"
        target.parent.mkdir(parents=True)
        shutil.copy(ROOT / "examples" / example / "runbook.yaml", target)
    done = build(site)
    assert done.returncode == 0, done.stderr
    assert "releasing/market-data-source/setup/index.html" in html(site)


def test_a_second_build_writes_no_file_of_the_cache(folder: Path) -> None:
    site = write_site(folder, "- runbook")
    build(site)
    cache = site / ".cache/runbook"
    assert (cache / ".gitignore").read_text() == "*\n"
    before = {path: path.stat().st_mtime_ns for path in cache.rglob("*")}
    build(site)
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*")} == before


def refused(site: Path) -> str:
    done = build(site)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr + done.stdout


def test_a_bad_descriptor_is_one_message_with_its_line(folder: Path) -> None:
    site = write_site(folder, "- runbook")
    (site / "runbook.yaml").write_text("runbook: 1\nowner: [\n", encoding="utf-8")
    assert "runbook.yaml:" in refused(site)


def test_what_cannot_be_is_told(folder: Path) -> None:
    site = write_site(folder, "- runbook: {cache: docs/cache}")
    assert "inside docs_dir" in refused(site)
    config = (site / "mkdocs.yml").read_text(encoding="utf-8")
    (site / "mkdocs.yml").write_text(config.replace("cache: docs/cache", "descriptors: [no.yaml]"))
    assert "no descriptor fits 'no.yaml'" in refused(site)
    (site / "mkdocs.yml").write_text(config.replace("cache: docs/cache", "folder: taken"))
    (site / "docs/taken").mkdir()
    (site / "docs/taken/index.md").write_text("# Mine\n")
    assert "taken/index.md stands in" in refused(site)
    (site / "mkdocs.yml").write_text(config.replace("cache: docs/cache", "cache: filled"))
    (site / "filled").mkdir()
    (site / "filled/mine.txt").touch()
    assert "not ours: mine.txt" in refused(site)


def test_an_error_of_the_check_stops_a_strict_build(folder: Path) -> None:
    site = write_site(folder, "- runbook")
    workflow = site / ".github/workflows/push.yml"
    workflow.rename(workflow.with_name("other.yml"))
    assert "RB" in refused(site)


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """A site, and the process that serves it."""
    site = write_site(folder, "- runbook")
    with (site / "runbook.yaml").open("a", encoding="utf-8") as file:
        file.write("\ntemplates: style\n")
    (site / TEMPLATE).parent.mkdir(parents=True)
    (site / TEMPLATE).write_text("Words.\n", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", "127.0.0.1:0"],
        cwd=site,
        env=environment(site.parent),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield site, process
    process.kill()
    process.wait()
    assert process.stderr is not None
    process.stderr.close()


def until(process: subprocess.Popen[str], words: str) -> list[str]:
    """What the process says until it says `words`."""
    assert process.stderr is not None
    lines: list[str] = []
    for line in process.stderr:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError("".join(lines))


def test_serve_builds_once_for_each_change(
    served: tuple[Path, subprocess.Popen[str]],
) -> None:
    site, process = served
    until(process, "Serving on")
    for name in ("runbook.yaml", ".github/workflows/push.yml", TEMPLATE, "docs/index.md"):
        path = site / name
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        said = until(process, "Reloading browsers")
        assert sum("Building documentation..." in line for line in said) == 1, name
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    rest = process.stderr.read()
    assert "Building documentation" not in rest, "its own output is no change"
