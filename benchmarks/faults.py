"""Who reports a fault: runbook, zizmor, actionlint and the JSON schema of workflows.

    python benchmarks/faults.py [--only F28] > build/faults.md

Each case of tests/rules/faults is one textual edit of a repository in which runbook finds nothing.
What a tool says of the edited repository and not of the unedited one is its report. zizmor runs
offline with its strictest persona, actionlint with shellcheck, check-jsonschema with the schema of
workflows that it ships. A report is shown by its own name, for a reader to judge whether it means
the fault; the last lines count who says anything at all.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from judges import ask  # noqa: E402 - the path above is what finds it
from ruled import Scene, bases, case_in, faults, findings, lay_out  # noqa: E402 - as above

from runbook.finding import Severity  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

    from ruled import Fault

Says = Counter[str]
_KIND = re.compile(r"\[([a-z-]+)\]\Z")
_WHERE = re.compile(r":\d+: ")


def runbook(folder: Path) -> Says:
    found = findings(case_in(folder))
    shown = [item for item in found if item.severity is not Severity.ADVICE] or found
    return Counter(item.code for item in shown)


def zizmor(folder: Path) -> Says:
    """What it finds; a file that it skips with a warning counts as reported."""
    options = ("--offline", "--no-progress", "--quiet", "--persona", "auditor", "--format", "json")
    done = subprocess.run(
        [ask.TOOLS / "zizmor", *options, folder], capture_output=True, text=True, check=False
    )
    said = Counter(str(finding["ident"]) for finding in json.loads(done.stdout or "[]"))
    return said + Counter({"cannot be read": int("failed to parse" in done.stderr)})


def actionlint(folder: Path) -> Says:
    return _named(ask.actionlint, folder)


def schema(folder: Path) -> Says:
    complaints = ask.github_schemas(folder)
    return Counter("schema" for line in complaints if line)


TOOLS: dict[str, Callable[[Path], Says]] = {
    "runbook": runbook,
    "zizmor": zizmor,
    "actionlint": actionlint,
    "check-jsonschema": schema,
}


def _named(judge: Callable[[Path], list[str]], folder: Path) -> Says:
    """The kinds of complaints; a file that the tool gives up on is one too."""
    try:
        complaints = judge(folder)
    except AssertionError:
        return Counter({"cannot be read": 1})
    kinds = ((_KIND.search(line), line) for line in complaints)
    return Counter(kind[1] if kind else _WHERE.split(line)[-1] for kind, line in kinds)


def _laid_out(scene: Scene, folder: Path) -> Path:
    lay_out(scene, folder)
    (folder / ".git").mkdir()  # the other tools look for the root of a repository
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", metavar="ID", help="cases whose id begins so")
    only = parser.parse_args().only
    with TemporaryDirectory() as folder:
        unedited = {
            (base, tool): said(_laid_out(Scene(base), Path(folder) / tool / base))
            for base in bases()
            for tool, said in TOOLS.items()
        }
        chosen = [fault for fault in faults() if fault.id.startswith(only)]
        rows = [(fault, _reports(fault, Path(folder) / fault.id, unedited)) for fault in chosen]
    _print(rows)


def _reports(fault: Fault, folder: Path, unedited: dict[tuple[str, str], Says]) -> dict[str, Says]:
    _laid_out(fault.scene, folder)
    return {tool: said(folder) - unedited[fault.scene.base, tool] for tool, said in TOOLS.items()}


def _print(rows: list[tuple[Fault, dict[str, Says]]]) -> None:
    print("| fault |", " | ".join(TOOLS), "|")
    print("| --- |", " | ".join("---" for _ in TOOLS), "|")
    for fault, reports in rows:
        cells = (", ".join(sorted(reports[tool])) or "nothing" for tool in TOOLS)
        print(f"| {fault.says} |", " | ".join(cells), "|")
    counts = {tool: sum(bool(reports[tool]) for _, reports in rows) for tool in TOOLS}
    others = [tool for tool in TOOLS if tool != "runbook"]
    nobody = sum(not any(reports[tool] for tool in others) for _, reports in rows)
    said = ", ".join(f"{tool} {count}" for tool, count in counts.items())
    print(f"\nOf {len(rows)} faults: {said}; no other tool says anything of {nobody}.")


if __name__ == "__main__":
    main()
