from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from runbook.errors import RefusedError
from runbook.output.workplace import WORK, workplace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ELSEWHERE = """
import sys
from pathlib import Path
from runbook.output.workplace import workplace
with workplace(Path(sys.argv[1])) as work:
    (work / "part").write_text("half")
    print("in", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def other(tmp_path: Path, root: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that is at work in the folder until it hears a line or is killed."""
    command = [sys.executable, "-c", ELSEWHERE, str(tmp_path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=root, stdin=pipe, stdout=pipe, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "in\n"
        yield run
        run.kill()


def test_it_is_empty_inside_the_folder_and_gone_at_the_end(tmp_path: Path) -> None:
    with workplace(tmp_path / "out") as work:
        assert work.parent == tmp_path / "out"
        assert [path.name for path in work.iterdir()] == ["lock"]
    assert list(tmp_path.iterdir()) == [], "an empty folder goes too"


def test_a_folder_with_something_in_it_stays(tmp_path: Path) -> None:
    with workplace(tmp_path / "out") as work:
        (work.parent / "file").write_text("x")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["file"]


def test_an_error_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ZeroDivisionError), workplace(tmp_path) as work:
        (work / "part").write_text(str(1 // 0))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_a_killed_run_left_is_removed(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    other.kill()
    other.wait()
    (tmp_path / WORK / "folder/deep").mkdir(parents=True)
    assert (tmp_path / WORK / "part").exists()
    with workplace(tmp_path) as work:
        assert [path.name for path in work.iterdir()] == ["lock"]


def test_two_runs_do_not_meet(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    with (
        pytest.raises(RefusedError, match="another run is writing into") as caught,
        workplace(tmp_path),
    ):
        pass
    assert "wait" in str(caught.value.hint)
    assert (tmp_path / WORK / "part").exists(), "the other one keeps its files"
    other.communicate("go on\n")
    assert other.returncode == 0
    with workplace(tmp_path) as work:
        assert work.is_dir()


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / WORK).symlink_to(outside)
    with pytest.raises(RefusedError, match="symbolic link"), workplace(out):
        pass
    (out / WORK).unlink()
    (out / WORK).mkdir()
    (out / WORK / "gone").symlink_to(outside)
    with workplace(out):
        pass
    (out / WORK).mkdir(parents=True)
    (out / WORK / "lock").symlink_to(outside / "file")
    with pytest.raises(OSError, match="symbolic"), workplace(out):
        pass
    assert (outside / "file").read_text() == "mine"
