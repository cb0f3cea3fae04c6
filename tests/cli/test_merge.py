"""Git calls the command, in repositories where two branches ran `runbook sync`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from runbook.cli.main import run
from runbook.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

README = """\
# Demo

Words of one.

<!-- runbook:begin environments -->
<!-- runbook:end -->

Words of two.
"""


@dataclass(frozen=True)
class Checkout:
    """A repository with the driver, as the documentation sets it up."""

    folder: Path
    environment: dict[str, str]

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def commit(self, message: str) -> None:
        assert self.git("add", "-A").returncode == 0
        assert self.git("commit", "-m", message).returncode == 0

    def branch(
        self, name: str, edits: Sequence[tuple[str, str, str]], *, sync: bool = True
    ) -> None:
        """A branch off main with `edits` (file, old, new), and `runbook sync` run."""
        assert self.git("checkout", "-b", name, "main").returncode == 0
        for file, old, new in edits:
            path = self.folder / file
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
        if sync:
            assert run(["sync"]) == ExitCode.OK
        self.commit(name)

    @property
    def readme(self) -> str:
        return (self.folder / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def bare(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """A repository with a synced README, before anybody set the driver up."""
    program = tmp_path / "bin" / "runbook"
    program.parent.mkdir()
    text = f"#!/bin/sh\nexec '{sys.executable}' -c 'from runbook.cli import main; main()' \"$@\"\n"
    program.write_text(text, encoding="utf-8")
    program.chmod(0o755)
    environment = {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(root),
        "HOME": str(tmp_path),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_EDITOR": "true",
        **{
            f"GIT_{who}_{what}": "somebody"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        },
    }
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    shutil.copy(root / "examples/quilt-mcp-server/runbook.yaml", folder)
    (folder / "README.md").write_text(README, encoding="utf-8")
    checkout = Checkout(folder, environment)
    assert checkout.git("init", "-b", "main").returncode == 0
    assert run(["sync"]) == ExitCode.OK
    checkout.commit("main")
    return checkout


@pytest.fixture
def checkout(bare: Checkout, root: Path) -> Checkout:
    """The same, with the lines of the documentation run."""
    page = (root / "site/reference/integrations.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```sh\n(git config merge\.runbook.+?)```", page, re.DOTALL)
    subprocess.run(["sh", "-ec", lines], cwd=bare.folder, env=bare.environment, check=True)
    bare.commit("driver")
    return bare


WAITS = 'reviewers: ["team:maintainers"]\n    wait_minutes: {}'
OTHER_WAITS = "reviewers: null\n    wait_minutes: {}"
ONE = [("runbook.yaml", WAITS.format(0), WAITS.format(10)), ("README.md", "one", "1")]
TWO = [("runbook.yaml", OTHER_WAITS.format(0), OTHER_WAITS.format(20)), ("README.md", "two", "2")]


def test_without_the_driver_they_conflict(bare: Checkout) -> None:
    bare.branch("one", ONE)
    bare.branch("two", TWO)
    assert bare.git("merge", "one").returncode == 1
    assert "<<<<<<<" in bare.readme


@pytest.mark.parametrize(
    "arguments", [("merge", "one"), ("rebase", "one"), ("cherry-pick", "one")], ids=" ".join
)
def test_two_branches_that_synced_do_not_conflict(
    arguments: tuple[str, ...], checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.branch("one", ONE)
    checkout.branch("two", TWO)
    done = checkout.git(*arguments)
    assert done.returncode == 0, done
    told = "README.md: the block environments was made anew on both sides: ours stands"
    assert (done.stdout + done.stderr).count(told) == 1
    assert "Words of 1." in checkout.readme
    assert "Words of 2." in checkout.readme
    assert run(["sync", "--check"]) == ExitCode.STALE
    assert run(["sync"]) == ExitCode.OK
    capsys.readouterr()
    assert "10 minutes" in checkout.readme
    assert "20 minutes" in checkout.readme
    assert run(["sync", "--check"]) == ExitCode.OK


def test_a_block_that_one_side_made_anew_is_that_sides(checkout: Checkout) -> None:
    checkout.branch("one", ONE)
    made = checkout.readme
    checkout.branch("two", [("README.md", "two", "2")])
    assert checkout.git("merge", "one").returncode == 0
    assert checkout.readme == made.replace("two", "2")
    assert run(["sync", "--check"]) == ExitCode.OK


def test_text_that_conflicts_does(checkout: Checkout) -> None:
    checkout.branch("one", [("README.md", "one", "1"), ONE[0]])
    checkout.branch("two", [("README.md", "one", "2"), TWO[0]])
    done = checkout.git("merge", "one")
    assert done.returncode == 1
    assert "CONFLICT (content): Merge conflict in README.md" in done.stdout
    lines = checkout.readme.splitlines()
    assert lines[2:7] == ["<<<<<<< ours", "Words of 2.", "=======", "Words of 1.", ">>>>>>> theirs"]
    assert lines[8] == "<!-- runbook:begin environments -->"
    assert checkout.readme.count("<<<<<<<") == 1


def test_an_edit_by_hand_is_a_conflict(checkout: Checkout) -> None:
    checkout.branch("one", ONE)
    checkout.branch("two", [("README.md", "| Environment", "| Place")], sync=False)
    done = checkout.git("merge", "one")
    assert done.returncode == 1
    told = "README.md: the block environments was edited by hand and changed on the other side"
    assert told in done.stdout + done.stderr
    assert "| Place" in checkout.readme
    assert "| Environment" in checkout.readme
    assert checkout.git("checkout", "--ours", "README.md").returncode == 0


def test_the_file_is_called_as_in_the_repository(checkout: Checkout) -> None:
    name = "it's $(touch hostile).md"
    (checkout.folder / name).write_text(README, encoding="utf-8")
    assert run(["sync"]) == ExitCode.OK
    checkout.commit("another")
    checkout.branch("one", ONE)
    checkout.branch("two", TWO)
    done = checkout.git("merge", "one")
    assert f"{name}: the block environments" in done.stdout + done.stderr
    assert not (checkout.folder / "hostile").exists()


def files(folder: Path, *texts: bytes) -> list[str]:
    for name, text in zip(("base", "ours", "theirs"), texts, strict=True):
        (folder / name).write_bytes(text)
    return [str(folder / name) for name in ("base", "ours", "theirs")]


def test_the_code_is_the_number_of_conflicts(tmp_path: Path) -> None:
    names = files(tmp_path, *(one + b"\na\nb\nc\nd\n" + one for one in (b"1", b"2", b"3")))
    assert run(["merge", *names, "--marker-size", "3"]) == 2
    assert (tmp_path / "ours").read_bytes().startswith(b"<<< ours\n2\n===\n3\n>>> theirs\na\n")


def test_what_is_no_text_stays_ours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = files(tmp_path, b"\0", b"\0a", b"\0b")
    assert run(["merge", *names, "--path", "a\x1b[2J.md"]) == 1
    assert capsys.readouterr().err == "a\\x1b[2J.md: this is no text, and ours stands\n"
    assert (tmp_path / "ours").read_bytes() == b"\0a"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["%O"], "Missing argument 'OURS'"),
        (["a", "b", "c", "--marker-size", "0"], "Invalid value for '--marker-size'"),
        (["none", "none", "none"], "none: No such file"),
    ],
)
def test_a_failure_is_no_number_of_conflicts(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["merge", *arguments]) == ExitCode.UNMERGED
    assert ExitCode.UNMERGED > 128
    assert message in capsys.readouterr().err


def test_without_git_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = files(tmp_path, b"a", b"b", b"c")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(["merge", *names]) == ExitCode.UNMERGED
    assert "git is not there" in capsys.readouterr().err
    assert (tmp_path / "ours").read_bytes() == b"b"


def test_broken_markers_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = files(tmp_path, b"a\n", b"b\n<!-- runbook:end -->\n", b"a\n")
    assert run(["merge", *names, "--path", "docs/a.md"]) == ExitCode.OK
    assert capsys.readouterr().err.startswith("docs/a.md: the markers of a block are broken")
    assert (tmp_path / "ours").read_bytes() == b"b\n<!-- runbook:end -->\n"
