"""Asks external tools about many files in one process each; an answer is a list of complaints.

Every function takes files or folders and returns one line a complaint, empty when the tool finds
nothing. Nothing here uses the network.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import hcl2

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Judge = Callable[..., list[str]]

TOOLS = Path(sys.executable).parent


def zizmor(*roots: Path) -> list[str]:
    """What zizmor's strictest persona says of the workflows and actions below `roots`."""
    answer = _ask(
        "zizmor",
        *("--offline", "--no-progress", "--quiet", "--persona", "auditor", "--format", "json"),
        *roots,
    )
    return [_finding(finding) for finding in json.loads(answer)]


def actionlint(*roots: Path) -> list[str]:
    """What actionlint says of the workflow files below `roots`."""
    files = [file for root in roots for file in workflows_in(root)]
    answer = _ask(
        "actionlint", "-shellcheck", TOOLS / "shellcheck", "-format", "{{json .}}", *files
    )
    return [
        f"{item['filepath']}:{item['line']}: {item['message']} [{item['kind']}]"
        for item in json.loads(answer)
    ]


def schema(name: str, files: Iterable[Path]) -> list[str]:
    """What JSON Schema says of `files`; `name` is a schema that check-jsonschema ships."""
    answer = _ask("check-jsonschema", "--output-format", "json", "--builtin-schema", name, *files)
    found = json.loads(answer)
    wrong = [*found.get("errors", []), *found.get("parse_errors", [])]
    return [f"{item['filename']}: {item.get('message', item)}" for item in wrong]


def github_schemas(*roots: Path) -> list[str]:
    """What GitHub's schemas say of the workflows and local actions below `roots`."""
    asked = {
        "vendor.github-workflows": [file for root in roots for file in workflows_in(root)],
        "vendor.github-actions": [
            file for root in roots for file in root.glob(".github/actions/**/action.y*ml")
        ],
    }
    return [line for name, files in asked.items() if files for line in schema(name, files)]


def shellcheck(files: Iterable[Path]) -> list[str]:
    """What shellcheck says of bash scripts, style included."""
    answer = _ask("shellcheck", "--shell", "bash", "--format", "json", *files)
    return [
        f"{item['file']}:{item['line']}: SC{item['code']} {item['message']}"
        for item in json.loads(answer)
    ]


def bash(files: Iterable[Path]) -> list[str]:
    """What bash says of scripts that it reads and does not run."""
    each = 'for file; do bash -n -- "$file" 2>&1; done; true'
    return _run(["bash", "-c", each, "bash", *files]).splitlines()


def hcl(files: Iterable[Path]) -> list[str]:
    """What an HCL parser says of Terraform files."""
    complaints = []
    for file in files:
        try:
            hcl2.loads(file.read_text(encoding="utf-8"))
        except Exception as error:  # noqa: BLE001 - whatever the parser objects to is the answer
            complaints.append(f"{file}: {type(error).__name__}: {str(error).splitlines()[0]}")
    return complaints


def workflows_in(root: Path) -> list[Path]:
    """The workflow files of the repository folder `root`, in a fixed order."""
    return sorted(root.glob(".github/workflows/*.y*ml"))


def write_tree(root: Path, files: dict[str, str]) -> Path:
    """Write `files` (path to text) below `root`, a folder that the tools take for a repository."""
    (root / ".git").mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")
    return root


def _finding(finding: dict[str, object]) -> str:
    locations = finding["locations"]
    assert isinstance(locations, list)
    primary = next(
        (item for item in locations if item["symbolic"]["kind"] == "Primary"), locations[0]
    )
    path = primary["symbolic"]["key"]["Local"]["verbatim_path"]
    line = primary["concrete"]["location"]["start_point"]["row"] + 1
    return f"{path}:{line}: {finding['desc']} [{finding['ident']}]"


def _ask(tool: str, *arguments: str | Path) -> str:
    return _run([TOOLS / tool, *arguments])


def _run(command: Sequence[str | Path]) -> str:
    """Standard output; the tools exit non-zero when they complain, so only silence is an error."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout or done.returncode == 0, f"{command[0]} failed: {done.stderr}"
    return done.stdout
