"""A million matches of filters, and of environment policies: each must stay under two seconds.

Processor time counts, so that what else runs on the machine does not decide."""

from __future__ import annotations

import sys
import time

from runbook.forges.github.semantics.filters import selects
from runbook.forges.github.semantics.fnmatch import fnmatch

LIMIT_SECONDS = 2.0
MATCHES = 1_000_000
NAMES = [f"v{number % 9}.{number % 70}.{number}" for number in range(1_000)]


def filters() -> None:
    patterns = ("v*", "!v*-dev-*")
    for _ in range(MATCHES // len(NAMES)):
        for name in NAMES:
            selects(patterns, name)


def policies() -> None:
    for _ in range(MATCHES // len(NAMES)):
        for name in NAMES:
            fnmatch("v[0-9]*.[0-9]*.[0-9]*", name)


def main() -> int:
    slow = 0
    for run in (filters, policies):
        start = time.process_time()
        run()
        seconds = time.process_time() - start
        slow += seconds > LIMIT_SECONDS
        print(f"{run.__name__}: {MATCHES} matches in {seconds:.2f} s (limit {LIMIT_SECONDS} s)")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
