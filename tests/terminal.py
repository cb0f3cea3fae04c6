"""A shell on a terminal of its own, typed into as a person does."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PROMPT = b"ready> "
_PATIENCE = 30
_ROOT = Path(__file__).resolve().parent.parent

# Stands for the program: answers shells as it does, and notes what it is called with otherwise.
_PROGRAM = """\
#!/bin/sh
if [ -z "$_RUNBOOK_COMPLETE" ] && [ "$1" != completion ]; then
    printf '%s|' "$@" >> "$HOME/called"
    echo >> "$HOME/called"
else
    exec "{python}" -c 'from runbook.cli import main; main()' "$@"
fi
"""


def environment(home: Path) -> dict[str, str]:
    """For a shell that finds ``runbook``; `home` gets that program."""
    program = home / "bin" / "runbook"
    program.parent.mkdir(exist_ok=True)
    program.write_text(_PROGRAM.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    return {
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(_ROOT),
        "TERM": "xterm",
    }


def typed(shell: str, home: Path, lines: Sequence[str]) -> list[list[str]]:
    """Types `lines` into an interactive `shell`; the arguments ``runbook`` got from each."""
    keyboard, terminal = os.openpty()
    process = subprocess.Popen(
        [shell, "-i"],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=home,
        env=environment(home),
        start_new_session=True,
    )
    os.close(terminal)
    try:
        for line in lines:
            _until(PROMPT, keyboard)
            os.write(keyboard, f"{line}\r".encode())
        _until(PROMPT, keyboard)
    finally:
        process.kill()
        process.wait()
        os.close(keyboard)
    called = (home / "called").read_text(encoding="utf-8")
    return [line.split("|")[:-1] for line in called.splitlines()]


def _until(text: bytes, screen: int) -> None:
    """Reads `screen` until it shows `text`; the shell then takes keys, and not before."""
    shown = b""
    end = monotonic() + _PATIENCE
    while not shown.endswith(text) and text not in shown:
        if not select.select([screen], [], [], max(0, end - monotonic()))[0]:
            raise AssertionError(shown)
        shown += os.read(screen, 4096)
