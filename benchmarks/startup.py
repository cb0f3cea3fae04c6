"""What the light commands take, beside those of peers: python benchmarks/startup.py [RUNS]."""

from __future__ import annotations

import sys

from measure import PASS, RUNBOOK, median, report, tool

ABOVE_FLOOR = 0.120


def main() -> int:
    """Print the table; 1 when a limit is passed."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20

    def taken(*command: str) -> float:
        return median([command] * (runs + 1))

    floor = taken(*PASS)
    report("python -c pass", floor, floor)
    within = report("runbook --version", taken(*RUNBOOK, "--version"), floor, floor + ABOVE_FLOOR)
    report("runbook --help", taken(*RUNBOOK, "--help"), floor)
    report("mkdocs --version", taken(tool("mkdocs"), "--version"), floor)
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
