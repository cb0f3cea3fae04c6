"""What it takes to compile both examples, whole process: python benchmarks/compile.py [RUNS]."""

from __future__ import annotations

import sys
import tempfile

from measure import PASS, ROOT, RUNBOOK, median, report, tool

EXAMPLES = tuple(str(path) for path in sorted(ROOT.glob("examples/*/runbook.yaml")))
# The examples hold no errors, but findings (1) must not stop the clock.
ENDS = (0, 1)


def main() -> int:
    """Print the table; 1 when a limit is passed."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    floor = median([PASS] * (runs + 1))
    with tempfile.TemporaryDirectory() as folder:
        markdown = [build(folder, f"markdown-{run}", "--no-site") for run in range(runs + 1)]
        site = [build(folder, f"site-{run}") for run in range(runs + 1)]
        results = [
            report("examples to Markdown", median(markdown, ENDS), floor, 0.7),
            report("examples with the site", median(site, ENDS), floor, 10.0),
        ]
        config = f"{folder}/markdown-0/mkdocs.yml"
        alone = [
            (tool("mkdocs"), "build", "-q", "-f", config, "-d", f"{folder}/peer-{run}")
            for run in range(runs + 1)
        ]
        report("mkdocs build of the same Markdown", median(alone), floor)
    return 0 if all(results) else 1


def build(folder: str, out: str, *options: str) -> tuple[str, ...]:
    """The command that compiles both examples into the new folder `out`."""
    return (*RUNBOOK, "build", *EXAMPLES, "--out", f"{folder}/{out}", *options)


if __name__ == "__main__":
    sys.exit(main())
