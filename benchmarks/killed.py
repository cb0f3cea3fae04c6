"""Kills runs with SIGKILL at random moments, and looks at what they leave.

Every file must be the old or the new one, whole, and the next run must end where an undisturbed
one does. Half of the kills come at any moment of a run, the others within milliseconds after it
begins to make its files ready. `python benchmarks/killed.py [KILLS] [BUILDS]`; 200 and 30 when
nothing is said.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from measure import ROOT, RUNBOOK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Wait = Callable[[subprocess.Popen[bytes], Path], None]

EXAMPLE = ROOT / "examples/market-data-source/runbook.yaml"
BLOCKS = "".join(
    f"<!-- runbook:begin {name} -->\n<!-- runbook:end -->\n\n"
    for name in ("badges", "releasing", "publications", "publisher", "environments")
)
PAGES = 40
# Written by a run that is still going on, or was killed: never read as a result.
WORK = (".runbook-tmp", ".page-", ".README.md.")
WRITING = 0.012  # seconds; how long a run of these sizes makes files ready and renames them
Tree = dict[str, bytes]


@dataclass(frozen=True)
class Command:
    """A command line of runbook, and the folder it writes."""

    name: str
    arguments: tuple[str, ...]
    folder: str
    begins: str  # the first thing that appears when files are made ready


SYNC = Command("sync", ("sync",), ".", ".README.md.*")
PLAIN = Command(
    "build --no-site", ("build", "--no-site", "--out", "out"), "out", ".runbook-tmp/change-0"
)
SITE = Command("build", ("build", "--out", "out"), "out", ".runbook-tmp/change-0")


def project(folder: Path) -> Path:
    """A project whose README and pages hold blocks."""
    (folder / "docs").mkdir(parents=True)
    shutil.copy(EXAMPLE, folder / "runbook.yaml")
    for name in ("README.md", *(f"docs/page-{number}.md" for number in range(PAGES))):
        (folder / name).write_text(f"# Mine\n\n{BLOCKS}The end.\n", encoding="utf-8")
    return folder


def rename(folder: Path) -> None:
    """Make the descriptor say something else."""
    file = folder / "runbook.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("market-data-source", "other-source"), encoding="utf-8")


def start(command: Command, folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CI": "true"}
    return subprocess.Popen(
        [*RUNBOOK, *command.arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,  # the site builder dies with it
    )


def whole_run(command: Command, folder: Path) -> float:
    """Seconds of an undisturbed run, which must succeed."""
    begun = time.perf_counter()
    run = start(command, folder)
    said = run.communicate()[1]
    assert run.returncode == 0, said.decode()
    return time.perf_counter() - begun


def tree(folder: Path) -> Tree:
    return dict(_files(folder))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not any(part.startswith(WORK) for part in Path(name).parts):
            yield name, path.read_bytes()


def kill(command: Command, before: Path, after: Tree, wait: Wait) -> str:
    """Kill one run once `wait` returns; the word for what it left, which was judged."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "project"
        shutil.copytree(before, folder)
        old = tree(folder / command.folder)
        rename(folder)
        run = start(command, folder)
        wait(run, folder / command.folder)
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        left = tree(folder / command.folder)
        stage = stage_of(left, old, after)
        if run.returncode == 0:
            stage = "had ended"
        whole_run(command, folder)
        assert tree(folder / command.folder) == after
        return stage


def stage_of(left: Tree, old: Tree, after: Tree) -> str:
    """How far the killed run got; every file is whole, and none is lost."""
    ours = {path for path in left if path != "runbook.yaml"}
    for path in ours:
        manifest = path.endswith(".runbook-manifest.json")
        whole = left[path] in {old.get(path), after.get(path)}
        assert manifest or whole, f"{path} is half written"
    missing = {path for path in old if path in after} - left.keys()
    assert not missing, f"lost: {missing}"
    if all(left[path] == old.get(path) for path in ours):
        return "left all old"
    if ours | {"runbook.yaml"} == after.keys() | {"runbook.yaml"} and all(
        left[path] == after[path] for path in ours
    ):
        return "left all new"
    return "left old beside new"


def at_any_moment(seconds: float) -> Wait:
    return lambda _run, _folder: time.sleep(seconds)


def while_writing(command: Command, seconds: float) -> Wait:
    """Wait for the files to be made ready, and then for `seconds`."""

    def wait(run: subprocess.Popen[bytes], folder: Path) -> None:
        while run.poll() is None and not any(folder.glob(command.begins)):
            pass
        time.sleep(seconds)

    return wait


def judge(command: Command, kills: int, moments: random.Random) -> Counter[str]:
    """Kill `kills` runs of `command`; how many left what."""
    with tempfile.TemporaryDirectory() as name:
        before = project(Path(name) / "before")
        whole_run(command, before)
        done = Path(name) / "after"
        shutil.copytree(before, done)
        rename(done)
        taken = whole_run(command, done)
        after = tree(done / command.folder)
        chosen = [
            while_writing(command, moments.uniform(0.0, WRITING))
            if number % 2
            else at_any_moment(moments.uniform(0.0, taken))
            for number in range(kills)
        ]
        return Counter(kill(command, before, after, wait) for wait in chosen)


def main() -> None:
    kills, builds = (int(word) for word in (*sys.argv[1:], "200", "30")[:2])
    moments = random.Random(20261121)  # noqa: S311 - repeatable, and no secret
    for command, number in ((SYNC, kills // 2), (PLAIN, kills - kills // 2), (SITE, builds)):
        met = judge(command, number, moments)
        shown = ", ".join(f"{count} {word}" for word, count in sorted(met.items()))
        print(f"{command.name:<18}{number:4} killed: nothing half written ({shown})", flush=True)


if __name__ == "__main__":
    main()
