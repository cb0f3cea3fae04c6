"""How long `runbook diagnose` reads a log of 100 MB, and how much memory it takes for it.

    python benchmarks/speed_diagnose.py [MEGABYTES]

The log is a long build with words that messages have in common with noise, and one failure at its
end. Limits: 10 s of processor time and 200 MB for 100 MB.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from runbook.diagnosis.diagnose import diagnose
from runbook.diagnosis.intake import open_log

SECONDS, MEGABYTES = 10.0, 200.0
WORDS = (
    *("Compiling", "Downloading", "registry", "failed", "returned", "server", "warning:", "error"),
    *("npm", "published", "PASSED", "package", "tests/test_a.py::test_b", "https://example.org/x"),
)
FAILURE = "* `invalid-publisher`: valid token, but no corresponding publisher\n"


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "run.log"
        _write(log, size * 1_000_000)
        began = time.process_time()
        found = diagnose(open_log(log))
        taken = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{size} MB, {found.lines} lines: {taken:.1f} s, {memory:.0f} MB, {found.verdict}")
    if found.registry != "pypi" or taken > SECONDS * size / 100 + 1 or memory > MEGABYTES:
        sys.exit("over the limits, or the failure was not found")


def _write(log: Path, size: int) -> None:
    chance = random.Random(1)  # noqa: S311 - noise, not a secret
    noise = [
        "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 11)))
        for _ in range(4000)
    ]
    words = [*noise, *WORDS * 6]
    with log.open("w", encoding="utf-8") as file:
        written = 0
        while written < size:
            line = f"2026-01-02T03:04:05.1234567Z {' '.join(chance.choices(words, k=10))}\n"
            written += file.write(line)
        file.write(FAILURE)


if __name__ == "__main__":
    main()
