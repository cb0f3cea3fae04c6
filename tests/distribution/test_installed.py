"""The installed wheel works alone, outside the checkout, and writes what the checkout writes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from runbook import __version__

if TYPE_CHECKING:
    from distribution.conftest import Distributions

pytestmark = pytest.mark.slow


@pytest.fixture
def elsewhere(distributions: Distributions, tmp_path: Path) -> Path:
    """A folder outside the checkout, with the descriptors of both examples."""
    for file in sorted(distributions.tree.glob("examples/*/runbook.yaml")):
        (tmp_path / file.parent.name).mkdir()
        shutil.copy(file, tmp_path / file.parent.name)
    return tmp_path


def run(command: list[str | Path], folder: Path, **environment: str) -> str:
    """Standard output of a command that sees nothing but `environment`."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_it_says_its_version(installed: Path, elsewhere: Path) -> None:
    assert run([installed / "runbook", "--version"], elsewhere) == f"runbook {__version__}\n"


def test_it_is_not_the_checkout(installed: Path, elsewhere: Path) -> None:
    code = "import runbook; print(runbook.__file__)"
    found = Path(run([installed / "python", "-c", code], elsewhere).strip())
    assert found.is_relative_to(installed.parent)


def test_it_writes_the_same_bytes(
    installed: Path, distributions: Distributions, elsewhere: Path
) -> None:
    descriptors = sorted(path.relative_to(elsewhere) for path in elsewhere.glob("*/runbook.yaml"))
    build = ["build", *descriptors, "--no-site", "--out"]
    run([installed / "runbook", *build, "installed"], elsewhere)
    source = [sys.executable, "-c", "from runbook.cli import main; main()"]
    run([*source, *build, "checkout"], elsewhere, PYTHONPATH=str(distributions.tree))
    written = files_below(elsewhere / "installed")
    assert len(written) > len(descriptors)
    assert written == files_below(elsewhere / "checkout")


def test_it_builds_a_site(installed: Path, elsewhere: Path) -> None:
    project = elsewhere / "quilt-mcp-server"
    run([installed / "runbook", "build", "--out", "out"], project)
    assert "quilt-mcp" in (project / "out/site/index.html").read_text(encoding="utf-8")
