"""How often `runbook check` is right about real repositories.

    python benchmarks/accuracy_check.py CHECKOUTS [--all]

CHECKOUTS holds one folder a repository, called owner__name. Each is checked without a descriptor,
and every error is looked up in benchmarks/judged.yaml, where somebody wrote down whether it is
right. Printed are the errors that nobody has judged, and the share of false ones; with --all,
warnings too. The exit code is 1 when more than 5 % of the judged ones are false.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from runbook.errors import RunbookError
from runbook.finding import Severity
from runbook.observe import inferred_case
from runbook.rules.catalog import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.finding import Finding

JUDGED = Path(__file__).parent / "judged.yaml"
LIMIT = 0.05

Key = tuple[str, str, str, int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("--all", action="store_true", help="warnings too")
    arguments = parser.parse_args()
    wanted = {Severity.ERROR, Severity.WARNING} if arguments.all else {Severity.ERROR}
    folders = sorted(path for path in arguments.checkouts.iterdir() if path.is_dir())
    found = [
        (key, finding)
        for folder in folders
        for key, finding in _keyed(folder)
        if finding.severity in wanted
    ]
    verdicts = _verdicts()
    judged = [verdicts[key] for key, _ in found if key in verdicts]
    for key, finding in found:
        if key not in verdicts:
            print("not judged:", *key, finding.message)
    false = judged.count("false")
    print(
        f"{len(folders)} repositories, {len(found)} findings, {len(judged)} judged, "
        f"{false} of them false"
    )
    sys.exit(bool(judged) and false / len(judged) > LIMIT)


def _keyed(folder: Path) -> Iterator[tuple[Key, Finding]]:
    try:
        case = inferred_case(folder)
    except RunbookError:
        return
    for checked in run(case):
        for finding in checked.findings:
            span = finding.locations[0].span
            place = (span.file, span.start.line) if span else ("", 0)
            yield (folder.name.replace("__", "/"), finding.code, *place), finding


def _verdicts() -> dict[Key, str]:
    data: list[dict[str, Any]] = yaml.safe_load(JUDGED.read_text(encoding="utf-8"))
    return {
        (item["repo"], one["code"], one["file"], one["line"]): one["verdict"]
        for item in data
        for one in item["findings"]
    }


if __name__ == "__main__":
    main()
