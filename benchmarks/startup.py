"""How long the light commands take above `python -c pass`: python benchmarks/startup.py [RUNS]."""

from __future__ import annotations

import sys

from measure import PASS, RUNBOOK, median, report

LIMITS = {"--version": 0.120, "--help": None}


def main() -> int:
    """Print the table; 1 when a limit is passed."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    floor = median([PASS] * (runs + 1))
    report("python -c pass", floor)
    results = [
        report(f"runbook {name} (above it)", median([(*RUNBOOK, name)] * (runs + 1)) - floor, limit)
        for name, limit in LIMITS.items()
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
