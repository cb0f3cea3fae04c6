"""Measures whole processes in processor time, which other work on the machine hardly changes."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parent.parent
PASS = (sys.executable, "-c", "pass")
RUNBOOK = (sys.executable, "-c", "from runbook.cli import main; main()")


def tool(name: str) -> str:
    """The command `name` of the environment this runs in."""
    return str(Path(sys.executable).parent / name)


def median(
    commands: Iterable[Sequence[str]], ok: tuple[int, ...] = (0,), folder: Path = ROOT
) -> float:
    """Median seconds of `commands`, without the first, which warms the caches."""
    return statistics.median([seconds(command, ok, folder) for command in commands][1:])


def report(name: str, taken: float, floor: float, limit: float | None = None) -> bool:
    """Print one row, in milliseconds and as a multiple of `floor`; whether it is within its limit.

    The floor is what `python -c pass` takes.
    """
    within = limit is None or taken <= limit
    shown = "" if limit is None else f"  limit {limit * 1000:6.0f} ms  {'ok' if within else 'OVER'}"
    print(f"{name:<40}{taken * 1000:8.0f} ms {taken / floor:6.1f} x{shown}")
    return within


def seconds(command: Sequence[str], ok: tuple[int, ...], folder: Path = ROOT) -> float:
    """Processor seconds of one run of `command` in `folder`, user and system.

    Raises:
        SystemExit: it ended with an exit code that is not in `ok`; with what it said.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CI": "true"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package is compiled
    start = _spent()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    taken = _spent() - start
    if done.returncode not in ok:
        sys.exit(f"{' '.join(command)}: {done.returncode}\n{done.stderr.decode()}")
    return taken


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
