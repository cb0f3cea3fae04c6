from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from runbook.readme.sync import look, save

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal"),
]

BLOCK = "<!-- runbook:begin badges -->\n<!-- runbook:end -->\n"
NAMES = ("README.md", "docs/a.md", "docs/b.md")
# A run that dies by SIGKILL at its n-th step, or at that of the child that renames its files,
# counted among those that open for writing or replace a file.
KILLED = """
import os, signal, sys
from pathlib import Path
from runbook.readme.sync import look, save
count = int(sys.argv[1])
parent = os.getpid()
found = look(Path("runbook.yaml"), ())
def hook(event, arguments):
    global count
    if event in {"os.rename", "os.chmod", "open", "tempfile.mkstemp"}:
        count -= 1
        if count < 0:
            os.kill(parent, signal.SIGKILL)
sys.addaudithook(hook)
save(found)
"""


def contents(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in NAMES]


def test_a_killed_run_leaves_every_file_whole(tmp_path: Path, root: Path) -> None:
    before = tmp_path / "before"
    (before / "docs").mkdir(parents=True)
    shutil.copy(root / "examples/quilt-mcp-server/runbook.yaml", before)
    for name in NAMES:
        (before / name).write_text(f"# Mine\n\n{BLOCK}")
    old = contents(before)
    after = shutil.copytree(before, tmp_path / "after")
    save(look(after / "runbook.yaml", ()))
    new = contents(after)
    step = 0
    while True:
        folder = shutil.copytree(before, tmp_path / f"run{step}")
        environment = os.environ | {"PYTHONPATH": str(root)}
        command = [sys.executable, "-c", KILLED, str(step)]
        pipe = subprocess.PIPE  # ends when the child that renames has ended too
        run = subprocess.run(command, cwd=folder, env=environment, stdout=pipe, check=False)
        code = run.returncode
        assert code in {0, -9}
        left = contents(folder)
        assert left in (old, new)
        save(look(folder / "runbook.yaml", ()))
        assert contents(folder) == new
        names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
        assert names == {*NAMES, "runbook.yaml"}, "nothing is left of the killed run"
        if code == 0:
            break
        step += 1
    assert step > 3 * len(NAMES)
