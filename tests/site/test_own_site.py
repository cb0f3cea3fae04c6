"""Our own site: the pages of both examples are golden files, and the tutorial is true."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sample_site import linked

from runbook.handbook.compile import compile_site
from runbook.site.compiled import CompiledSite, NavItem
from runbook.site.config import site_config
from runbook.site.write import CONFIG, DOCS, site_files

if TYPE_CHECKING:
    from goldens import Goldens

ROOT = Path(__file__).parents[2]
TITLE = "runbook"
REFERENCE = {
    "The descriptor": "reference/descriptor.md",
    "Commands": "reference/commands.md",
    "Exit codes": "reference/exit-codes.md",
    "Registries": "reference/registries.md",
    "Rules": "reference/rules.md",
    "In other places": "reference/integrations.md",
}
ABOUT = {
    "index.md": "What goes wrong between three places, and what runbook does about it",
    "tutorial.md": "From a token to a release that a tag starts and somebody approves",
    "reference/descriptor.md": "Every key of runbook.yaml",
    "reference/commands.md": "Every command with its options",
    "reference/exit-codes.md": "What each exit code means",
    "reference/registries.md": "What is known of each registry",
    "reference/rules.md": "Every rule of the check",
    "reference/integrations.md": "READMEs, existing sites, Backstage, hooks and pull requests",
}
HOOKS = "hooks:\n- mkdocs_hooks.py\n"
MADE = "# Made by `make renew` from tests/site/test_own_site.py.\n"


def below(folder: str, items: tuple[NavItem, ...]) -> tuple[NavItem, ...]:
    return tuple(
        NavItem(item.title, item.path and f"{folder}/{item.path}", below(folder, item.children))
        for item in items
    )


def summary() -> str:
    """What the distribution says of itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["description"])


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """Every generated file of the site by its path below the root: examples, assets, mkdocs.yml."""
    compiled = compile_site(sorted(ROOT.glob("examples/*/runbook.yaml")))
    files = {f"examples/{path}": text for path, text in compiled.files.items()}
    nav = (
        NavItem("runbook", "index.md"),
        NavItem("Tutorial", "tutorial.md"),
        NavItem("Examples", None, below("examples", tuple(compiled.nav))),
        NavItem("Reference", None, tuple(NavItem(*item) for item in REFERENCE.items())),
    )
    about = ABOUT | {f"examples/{path}": words for path, words in compiled.about.items()}
    sources = site_files(CompiledSite(TITLE, nav, files, summary=summary(), about=about))
    config = site_config(TITLE, nav, docs_dir="site", site_dir="build/site")
    documents = {
        f"site/{path.removeprefix(f'{DOCS}/')}": text if isinstance(text, str) else text.decode()
        for path, text in sources.items()
        if path != CONFIG
    }
    return {CONFIG: MADE + config.partition("\n")[2] + HOOKS, **documents}


def test_the_generated_files_are_up_to_date(made: dict[str, str], golden: Goldens) -> None:
    for path, text in made.items():
        golden.check(ROOT / path, text)


def test_nothing_else_stands_among_them(made: dict[str, str]) -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("examples", "assets")
        for path in (ROOT / "site" / folder).rglob("*")
        if path.is_file()
    }
    assert sorted(found - set(made)) == []


def test_every_reference_page_is_in_the_navigation() -> None:
    found = {f"reference/{path.name}" for path in (ROOT / "site/reference").iterdir()}
    assert found == set(REFERENCE.values())


@pytest.mark.slow
def test_it_builds_strictly_at_the_root(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    quiet = {"NO_MKDOCS_2_WARNING": "true", "DISABLE_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | quiet, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    assert (tmp_path / "tutorial.html").is_file()
    assert (tmp_path / "examples/quilt-mcp-server/index.html").is_file()
    links = linked((tmp_path / "llms.txt").read_text(encoding="utf-8"))
    assert {*ABOUT, "examples/quilt-mcp-server/setup.md"} <= set(links)
    assert [path for path in links if not (tmp_path / path).is_file()] == []


def fence(language: str, below: str = "") -> str:
    """The first block of `language` in the tutorial, or below a heading of it."""
    text = (ROOT / "site/tutorial.md").read_text(encoding="utf-8").partition(below or "# ")[2]
    found = re.search(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize("below", ["", "## On GitLab"])
def test_the_tutorial_compiles_without_findings(below: str, tmp_path: Path) -> None:
    (tmp_path / "runbook.yaml").write_text(fence("yaml", below), encoding="utf-8")
    compiled = compile_site([tmp_path / "runbook.yaml"])
    assert compiled.findings == ()
    assert "migration.md" in compiled.files


def test_the_error_in_the_tutorial_is_what_is_printed(tmp_path: Path) -> None:
    wrong = fence("yaml").replace("release.yml:", "release:", 1)
    (tmp_path / "runbook.yaml").write_text(wrong, encoding="utf-8")
    command = [sys.executable, "-c", "from runbook.cli import main; main()", "build"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.startswith(fence("text"))
