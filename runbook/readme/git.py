"""Git merges three texts line by line."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from runbook.errors import RunbookError
from runbook.readme.merge import Merged, Versions
from runbook.text import plain

_MOST_CONFLICTS = 127  # git-merge-file(1): what is above is an error


def merge_file(versions: Versions, marker_size: int) -> Merged:
    """What ``git merge-file`` makes of the versions; bytes that are no UTF-8 are surrogates.

    Raises:
        RunbookError: there is no git, or it refuses.
    """
    git = shutil.which("git")
    if git is None:
        raise RunbookError("git is not there to merge with", hint="put it into PATH")
    with tempfile.TemporaryDirectory(prefix="runbook-") as folder:
        for name, text in versions._asdict().items():
            Path(folder, name).write_bytes(text.encode("utf-8", "surrogateescape"))
        files = [f"{folder}/{name}" for name in ("ours", "base", "theirs")]
        labels = ["-L", "ours", "-L", "base", "-L", "theirs"]
        run = subprocess.run(  # noqa: S603 - git, with files of ours
            [git, "merge-file", "-p", f"--marker-size={marker_size}", *labels, *files],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    if not 0 <= run.returncode <= _MOST_CONFLICTS:
        said = plain(run.stderr.decode(errors="replace").strip())
        raise RunbookError(f"git merge-file failed: {said}")
    return Merged(run.stdout.decode("utf-8", "surrogateescape"), run.returncode)
