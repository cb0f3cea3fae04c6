"""A registry of a third party is there wherever ours are, with nothing else edited."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def run(*words: str, installed: bool = True) -> str:
    """What a fresh Python prints, with the plugin's distribution on its path."""
    paths = [ROOT, ROOT / "tests", *([HERE / "installed"] if installed else [])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    done = subprocess.run(
        [sys.executable, *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=HERE,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("plugin") / "site"
    run("-m", "runbook", "build", "runbook.yaml", "--no-site", "--out", str(out))
    return out / "docs"


def test_without_its_distribution_nobody_knows_it() -> None:
    said = run("-m", "runbook", "facts", "moonbase", installed=False)
    assert "there are no facts about 'moonbase'" in said


def test_it_is_in_the_schema() -> None:
    schema = json.loads(run("-m", "runbook", "schema"))
    entry = schema["definitions"]["Entry"]
    assert "moonbase" in entry["properties"]["registry"]["enum"]
    assert any("moonbase" in json.dumps(one["if"]) for one in entry["allOf"])


def test_the_command_line_lists_its_facts() -> None:
    said = run("-m", "runbook", "facts", "moonbase")
    assert "2026-11-01  moonbase/pending-limit" in said
    assert "https://moonbase.example/docs" in said


def test_it_is_in_the_table_of_our_documents() -> None:
    printed = run("-c", "from house.blocks import registries; print(registries())")
    assert "| Moonbase | `moonbase` | GitHub Actions | moon | 2026-11-01 |" in printed


def test_its_pages_are_made(site: Path) -> None:
    texts = {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in site.rglob("*.md")
    }
    assert "Moonbase" in texts["index.md"]
    assert "Look through the telescope" in texts["verify.md"]
    assert "moon return lander@" in texts["rollback.md"]
    assert "houston: no such rocket" in texts["troubleshooting.md"]
    assert "houston: no such rocket" in texts["errors.md"]
    assert "Launch site" in texts["owners/1-moonbase.md"]
    assert "**Trust the rocket**" in texts["owners/1-moonbase.md"]
    assert "run: moon land" in texts["workflows.md"]
    assert "Two new capsules can wait at a time." in texts["sources.md"]


def test_its_limits_plan_its_first_publications(site: Path) -> None:
    page = (site / "first.md").read_text(encoding="utf-8")
    assert "**How many:** 2 at a time." in page
    assert "used within 28 days" in page
    assert page.index("### Batch 1") < page.index("`rover`") < page.index("### Batch 2")


def test_it_is_compared_with_the_others(site: Path) -> None:
    page = (site / "registries.md").read_text(encoding="utf-8")
    assert page.count("| Moonbase |") == 2
    assert "7 minutes" in page
    assert "28 days" in page
