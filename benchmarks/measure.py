"""Times whole processes, the way a person waits for them."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parent.parent
PASS = (sys.executable, "-c", "pass")
RUNBOOK = (sys.executable, "-c", "from runbook.cli import main; main()")


def median(commands: Iterable[Sequence[str]], ok: tuple[int, ...] = (0,)) -> float:
    """Median seconds of `commands`, without the first, which warms the caches."""
    return statistics.median([seconds(command, ok) for command in commands][1:])


def report(name: str, taken: float, limit: float | None = None) -> bool:
    """Print one row in milliseconds; whether it is within its limit."""
    within = limit is None or taken <= limit
    shown = "" if limit is None else f"  limit {limit * 1000:6.0f} ms  {'ok' if within else 'OVER'}"
    print(f"{name:<34}{taken * 1000:8.1f} ms{shown}")
    return within


def seconds(command: Sequence[str], ok: tuple[int, ...]) -> float:
    """Wall seconds of one run of `command`.

    Raises:
        SystemExit: it ended with an exit code that is not in `ok`; with what it said.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CI": "true"}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    taken = time.perf_counter() - start
    if done.returncode not in ok:
        sys.exit(f"{' '.join(command)}: {done.returncode}\n{done.stderr.decode()}")
    return taken
