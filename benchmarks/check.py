"""What checking ten workflows takes, beside peers: python benchmarks/check.py [RUNS].

The checkout is put together from those that the tests of the rules start from.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from measure import PASS, ROOT, RUNBOOK, median, report, tool

BASES = ROOT / "tests" / "rules" / "bases"
MORE = ("composite", "crates-workspace", "npm-release", "pypi-testpypi", "private", "nightly")
LIMIT = 0.4
ENDS = (0, 1, *range(10, 15))  # findings; zizmor ends with 10 to 14 for the worst it found


def main() -> int:
    """Print the table; 1 when a limit is passed."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9

    def taken(folder: Path, *command: str) -> float:
        return median([command] * (runs + 1), ENDS, folder)

    with tempfile.TemporaryDirectory() as name:
        declared = checkout(Path(name) / "declared")
        bare = Path(name) / "bare"
        shutil.copytree(declared, bare)
        (bare / "runbook.yaml").unlink()
        floor = taken(bare, *PASS)
        report("python -c pass", floor, floor)
        results = [
            report(f"runbook {words}, {kind}", taken(where, *RUNBOOK, *words.split()), floor, LIMIT)
            for words in ("check", "simulate --all")
            for kind, where in (("no descriptor", bare), ("descriptor", declared))
        ]
        report("zizmor --offline", taken(bare, tool("zizmor"), "--offline", "."), floor)
        report("actionlint", taken(bare, tool("actionlint")), floor)
    return 0 if all(results) else 1


def checkout(folder: Path) -> Path:
    """A repository of ten workflows with a descriptor at `folder`."""
    shutil.copytree(BASES / "reusable", folder)
    workflows = folder / ".github" / "workflows"
    for base in MORE:
        release = BASES / base / ".github" / "workflows" / "release.yml"
        shutil.copy(release, workflows / f"{base}.yml")
    shutil.copy(BASES / "nightly/.github/workflows/nightly.yml", workflows / "every-night.yml")
    (folder / ".git").mkdir()  # where actionlint takes the root to be
    found = len(list(workflows.iterdir()))
    if found != 10:
        sys.exit(f"the checkout has {found} workflows, not ten")
    return folder


if __name__ == "__main__":
    sys.exit(main())
