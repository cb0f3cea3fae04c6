from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

Served = tuple[Path, "subprocess.Popen[str]", str]


@pytest.fixture
def served(tmp_path: Path, root: Path) -> Iterator[Served]:
    """A descriptor, the process that serves its site, and the address."""
    shutil.copy(root / "examples/market-data-source/runbook.yaml", tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-c", "from runbook.cli import main; main()", "serve", "--port", "0"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("built: ")
    address = process.stdout.readline().split()[0]
    yield tmp_path / "runbook.yaml", process, address
    process.kill()
    process.wait()
    process.stdout.close()


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server
        text: str = answer.read().decode()
        return text


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_the_preview_follows_the_descriptor(served: Served) -> None:
    descriptor, process, address = served
    assert "market-data-source" in get(address)
    good = descriptor.read_text()

    descriptor.write_text("runbook: [\n")
    assert "error: " in said(process)
    assert "market-data-source" in get(address), "the last good site stays"

    descriptor.write_text(good.replace("market-data-source", "other-data-source"))
    while not (line := said(process)).startswith("built: "):
        assert line
    assert "other-data-source" in get(address)

    process.send_signal(signal.SIGINT)
    rest = process.stdout.read() if process.stdout else ""
    assert "built:" not in rest, "its own output is no change"
    assert process.wait() == 130
