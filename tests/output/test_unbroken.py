from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from runbook.output.unbroken import unbroken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals to itself")

# What a process does that is killed while it works: nothing else is known to run then.
KILLED = """
import os, signal, sys
from pathlib import Path
from runbook.output.unbroken import unbroken
def work():
    os.killpg(int(sys.argv[1]) or parent, signal.SIGKILL)
    Path(sys.argv[2]).write_text("done")
parent = os.getpid()
unbroken(work)
Path(sys.argv[2]).write_text("went on")
"""
FAILING = """
import sys
from pathlib import Path
from runbook.output.unbroken import unbroken
def work():
    Path("no/such/folder").rename("x")
try:
    unbroken(work)
except FileNotFoundError as error:
    print(error.filename, error.strerror)
def wrong():
    sys.exit("no error of the system")
try:
    unbroken(wrong)
except OSError as error:
    print(error)
"""


def alone(code: str, *arguments: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Run `code` in a process and a group of its own, until all that it started has ended."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )


def test_a_kill_of_the_process_or_its_group_does_not_reach_it(tmp_path: Path, root: Path) -> None:
    run = alone(KILLED, "0", str(tmp_path / "file"), root=root)
    assert run.returncode == -signal.SIGKILL
    assert (tmp_path / "file").read_text() == "done"


def test_an_error_of_the_child_is_one_of_the_process(root: Path) -> None:
    run = alone(FAILING, root=root)
    assert run.stdout.splitlines() == [
        "no/such/folder No such file or directory",
        "the process that writes the files ended with status 256",
    ]


@pytest.fixture
def stopped() -> Iterator[list[int]]:
    """The signals that reach this process by a handler of its own."""
    heard: list[int] = []
    before = {
        number: signal.signal(number, lambda got, _: heard.append(got))
        for number in (signal.SIGTERM, signal.SIGHUP)
    }
    yield heard
    for number, handler in before.items():
        signal.signal(number, handler)


def asking(number: int, done: Path) -> Callable[[], None]:
    """Work in whose middle this process is asked to stop."""
    process = os.getpid()

    def work() -> None:
        os.kill(process, number)
        done.write_text("last step")

    return work


def test_ctrl_c_waits_for_the_end(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        unbroken(asking(signal.SIGINT, tmp_path / "done"))
    assert (tmp_path / "done").read_text() == "last step"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_so_does_a_polite_end_which_is_handled_as_before(
    stopped: list[int], tmp_path: Path, number: signal.Signals
) -> None:
    unbroken(asking(number, tmp_path / "done"))
    assert (tmp_path / "done").exists()
    assert stopped == [number]
    signal.raise_signal(number)
    assert stopped == [number, number]


def test_an_error_comes_out_and_handlers_are_as_before(tmp_path: Path) -> None:
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(FileNotFoundError):
        unbroken((tmp_path / "none").unlink)
    assert signal.getsignal(signal.SIGINT) is handler


def test_another_thread_works_by_itself(tmp_path: Path) -> None:
    thread = threading.Thread(target=unbroken, args=((tmp_path / "file").touch,))
    thread.start()
    thread.join()
    assert (tmp_path / "file").exists()
