from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.errors import RefusedError
from runbook.output.change import Written
from runbook.output.folder import write_folder
from runbook.output.manifest import MANIFEST, read_manifest
from runbook.output.workplace import WORK

FIRST = {"mkdocs.yml": "a\n", "docs/index.md": "# one\n", "docs/x/deep.md": "deep\n"}
SECOND = {"mkdocs.yml": "a\n", "docs/index.md": "# two\n", "docs/new.md": b"new\n"}


def tree(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def texts(files: dict[str, str | bytes]) -> dict[str, str]:
    return {p: c.decode() if isinstance(c, bytes) else c for p, c in files.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "out"
    write_folder(target, FIRST)
    return target


def test_the_folder_holds_the_files(folder: Path) -> None:
    assert tree(folder) == FIRST
    assert sorted(read_manifest(folder).files) == sorted(FIRST)


def test_a_second_run_touches_nothing(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert write_folder(folder, FIRST) == Written((), (), 3)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_changes_are_written_and_strays_removed_with_their_folders(folder: Path) -> None:
    kept = (folder / "mkdocs.yml").stat()
    result = write_folder(folder, SECOND)
    assert result == Written(("docs/index.md", "docs/new.md"), ("docs/x/deep.md",), 1)
    assert tree(folder) == texts(SECOND)
    assert not (folder / "docs/x").exists()
    assert (folder / "mkdocs.yml").stat().st_ino == kept.st_ino


def test_what_users_add_stays(folder: Path) -> None:
    (folder / "docs/x/mine.md").write_text("mine")
    write_folder(folder, SECOND)
    assert tree(folder) == texts(SECOND) | {"docs/x/mine.md": "mine"}


def test_a_deleted_file_comes_back(folder: Path) -> None:
    (folder / "docs/index.md").unlink()
    assert write_folder(folder, FIRST).written == ("docs/index.md",)


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    write_folder(tmp_path, FIRST)
    assert tree(tmp_path) == FIRST


def refused(folder: Path, files: dict[str, str | bytes], message: str) -> RefusedError:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(RefusedError, match=message) as caught:
        write_folder(folder, files)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    return caught.value


def test_a_folder_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    refused(tmp_path, FIRST, "not ours: thesis.tex")


def test_many_foreign_files_are_counted(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}").touch()
    refused(tmp_path, FIRST, "0, 1, 2, 3, 4 and 3 more")


def test_a_file_in_the_way_is_refused_even_with_force(folder: Path) -> None:
    (folder / "docs/new.md").write_text("mine")
    refused(folder, SECOND, "not ours stand in .*: docs/new.md")
    with pytest.raises(RefusedError, match="not ours"):
        write_folder(folder, SECOND, force=True)


def test_the_same_content_is_no_conflict(folder: Path) -> None:
    (folder / "docs/new.md").write_text("new\n")
    write_folder(folder, SECOND)
    assert tree(folder) == texts(SECOND)


@pytest.mark.parametrize("edited", ["docs/index.md", "docs/x/deep.md"], ids=["kept", "stray"])
def test_an_edited_file_is_refused_unless_forced(folder: Path, edited: str) -> None:
    (folder / edited).write_text("edited by hand")
    error = refused(folder, SECOND, f"were edited: {edited}")
    assert "--force" in str(error.hint)
    write_folder(folder, SECOND, force=True)
    assert tree(folder) == texts(SECOND)


def test_an_edit_to_what_we_would_write_anyway_is_fine(folder: Path) -> None:
    (folder / "docs/index.md").write_text("# two\n")
    write_folder(folder, SECOND)
    assert tree(folder) == texts(SECOND)


@pytest.mark.parametrize("link", ["docs", "docs/index.md", ".runbook-tmp", MANIFEST])
def test_symbolic_links_are_refused(folder: Path, tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    place = folder / link
    if place.is_dir():
        place.rename(outside)
    else:
        outside.mkdir()
        (outside / "file").write_text("outside")
        place.unlink(missing_ok=True)
    place.symlink_to(outside if link != MANIFEST else outside / "file")
    before = tree(outside)
    with pytest.raises(RefusedError, match=r"symbolic link|not a manifest"):
        write_folder(folder, SECOND)
    assert tree(outside) == before


@pytest.mark.parametrize("path", ["../x", "/x", "con.md", MANIFEST, ".runbook-tmp/x", "A/../../x"])
def test_unfit_paths_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(RefusedError):
        write_folder(tmp_path / "out", {path: "x"})
    assert not (tmp_path / "out").exists()


def test_a_folder_where_a_file_should_be(folder: Path) -> None:
    (folder / "docs/new.md").mkdir()
    refused(folder, SECOND, "is a folder, and a file should stand there")


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(RefusedError, match="is not a folder"):
        write_folder(tmp_path / "out", FIRST)


def test_a_system_that_refuses_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(RefusedError, match=r"cannot write .*file"):
        write_folder(tmp_path / "file" / "out", FIRST)


@pytest.mark.parametrize(
    "manifest",
    [
        "", "[]", "{}", "nul", '{"runbook": 2, "files": {}}', '{"runbook": 1, "files": []}',
        '{"runbook": 1, "files": {"a": "x"}}', '{"runbook": 1, "files": {"a": [1]}}',
        '{"runbook": 1, "files": {"../a": ["x"]}}', "[" * 100_000, "\x80",
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_a_foreign_or_hostile_manifest_is_refused(folder: Path, manifest: str) -> None:
    (folder / MANIFEST).write_text(manifest, encoding="latin-1")
    refused(folder, SECOND, "is not a manifest of this version")


def test_a_manifest_is_the_same_on_every_run(folder: Path, tmp_path: Path) -> None:
    write_folder(tmp_path / "other", dict(reversed(FIRST.items())))
    assert (folder / MANIFEST).read_bytes() == (tmp_path / "other" / MANIFEST).read_bytes()


KILLED = """
import os, signal, sys
count = int(sys.argv[1])
def hook(event, arguments):
    global count
    if event in {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "open"} and ARMED:
        count -= 1
        if count < 0:
            os.kill(parent, signal.SIGKILL)
ARMED = False
parent = os.getpid()
sys.addaudithook(hook)
import json
from pathlib import Path
from runbook.output.folder import write_folder
files = json.loads(sys.argv[3])
ARMED = True
write_folder(Path(sys.argv[2]), files)
"""


def killed_at(step: int, folder: Path, files: dict[str, str]) -> bool:
    """Run a write in a process that dies by SIGKILL at its `step`-th file operation."""
    arguments = [sys.executable, "-c", KILLED, str(step), str(folder), json.dumps(files)]
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    pipe = subprocess.PIPE  # ends when the child that renames has ended too
    run = subprocess.run(arguments, cwd=root, check=False, env=environment, stdout=pipe)
    assert run.returncode in {0, -9}
    return run.returncode == -9


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
@pytest.mark.parametrize("fresh", [True, False], ids=["new folder", "old folder"])
def test_the_next_run_repairs_what_a_killed_one_left(tmp_path: Path, fresh: bool) -> None:
    step = 0
    wanted = texts(SECOND)
    before = {} if fresh else FIRST
    while True:
        target = tmp_path / f"out{step}"
        if before:
            write_folder(target, before)
        killed = killed_at(step, target, wanted)
        left = {path: text for path, text in tree(target).items() if not path.startswith(WORK)}
        assert left in (before, wanted), "the previous state is whole, or the new one is"
        write_folder(target, wanted)
        assert tree(target) == wanted
        assert not (target / WORK).exists()
        if not killed:
            break
        step += 1
    assert step > 12, "the kill was placed at every operation"


CONTENTS = st.dictionaries(
    st.sampled_from(["a", "b/c", "b/d", "e/f/g", "e/h"]), st.sampled_from(["1", "2", ""])
)


@given(runs=st.lists(CONTENTS, min_size=1, max_size=4))
def test_any_sequence_of_runs_ends_at_the_last(
    tmp_path_factory: pytest.TempPathFactory, runs: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("runs")
    for files in runs:
        write_folder(folder, files)
        assert tree(folder) == files
