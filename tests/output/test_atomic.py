from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runbook.output.atomic import write_file, write_files

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_are_written_and_equal_ones_left_alone(tmp_path: Path) -> None:
    first, second = tmp_path / "a.md", tmp_path / "b.md"
    second.write_text("same")
    before = second.stat()
    assert write_files([(first, "new"), (second, b"same")]) == (first,)
    assert first.read_text() == "new"
    assert (second.stat().st_ino, second.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert names(tmp_path) == ["a.md", "b.md"]
    assert not write_file(first, "new")


def test_the_rights_of_a_file_stay(tmp_path: Path) -> None:
    script = tmp_path / "run.sh"
    script.write_text("old")
    script.chmod(0o750)
    write_file(script, "new")
    assert script.stat().st_mode & 0o777 == 0o750


def test_a_link_leads_to_the_file_that_is_written(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real/file", tmp_path / "link"
    real.write_text("old")
    link.symlink_to(real)
    assert write_file(link, "new")
    assert (real.read_text(), link.is_symlink()) == ("new", True)


def test_when_one_cannot_be_written_none_is(tmp_path: Path) -> None:
    first = tmp_path / "a.md"
    first.write_text("old")
    with pytest.raises(FileNotFoundError):
        write_files([(first, "new"), (tmp_path / "no/such/folder.md", "new")])
    assert (first.read_text(), names(tmp_path)) == ("old", ["a.md"])


def test_what_a_killed_run_left_beside_a_file_goes(tmp_path: Path) -> None:
    (tmp_path / ".a.md.runbook-tmp-x1y2z3").write_text("half")
    (tmp_path / ".b.md.runbook-tmp-x1y2z3").write_text("half")
    folder = tmp_path / ".a.md.runbook-tmp-folder"
    folder.mkdir()
    write_file(tmp_path / "a.md", "new")
    assert names(tmp_path) == [folder.name, ".b.md.runbook-tmp-x1y2z3", "a.md"]
