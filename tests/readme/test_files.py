from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from runbook.errors import InputError, RefusedError
from runbook.readme import files
from runbook.readme.files import markdown_files, read, root_of, write

if TYPE_CHECKING:
    from pathlib import Path

MARKED = b"<!-- runbook:begin a -->\n<!-- runbook:end -->\n"


def put(path: Path, content: bytes = MARKED) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def found(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in markdown_files(folder)]


def test_files_with_markers_are_found(tmp_path: Path) -> None:
    for name in ("README.md", "CONTRIBUTING.md", "docs/a.md", "docs/b/c.md"):
        put(tmp_path / name)
    for name in ("src/x.md", "docs/.hidden/x.md", "docs/node_modules/x.md", "docs/x.txt"):
        put(tmp_path / name)
    put(tmp_path / "docs/none.md", b"about nothing\n")
    (tmp_path / "folder.md").mkdir()
    assert found(tmp_path) == ["CONTRIBUTING.md", "README.md", "docs/a.md", "docs/b/c.md"]


def test_links_are_followed_inside_the_root_only(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / ".git").mkdir(parents=True)
    outside = put(tmp_path / "outside.md")
    real = put(root / "elsewhere" / "real.md")
    (root / "docs").mkdir()
    (root / "docs/in.md").symlink_to(real)
    (root / "docs/out.md").symlink_to(outside)
    (root / "docs/dangling.md").symlink_to(root / "nothing")
    (root / "docs/folder").symlink_to(tmp_path, target_is_directory=True)
    assert found(root) == ["docs/in.md"]
    with pytest.raises(InputError, match="outside of the project"):
        read(root / "docs/out.md", root_of(root))
    write([(root / "docs/in.md", "new")])
    assert real.read_text() == "new"
    assert (root / "docs/in.md").is_symlink()


def test_the_root_is_that_of_the_checkout(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert root_of(tmp_path / "a" / "b") == tmp_path.resolve()


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbfbom\r\n", b"latin \xe9\xff\n", b"no newline", b"\ttab\x00\x0b\r", b""],
    ids=["bom", "latin-1", "no final newline", "controls", "empty"],
)
def test_every_byte_is_kept(tmp_path: Path, content: bytes) -> None:
    path = put(tmp_path / "x.md", content)
    path.chmod(0o640)
    write([(path, read(path, tmp_path.resolve()) + "\n")])
    assert path.read_bytes() == content + b"\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_read_only_file_stops_the_whole_run(tmp_path: Path) -> None:
    first, second = put(tmp_path / "a.md"), put(tmp_path / "b.md")
    second.chmod(0o444)
    with pytest.raises(RefusedError, match=r"b\.md is read-only"):
        write([(first, "new"), (second, "new")])
    assert (first.read_bytes(), second.read_bytes()) == (MARKED, MARKED)


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a.md")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(RefusedError, match="No space left"):
        write([(path, "new")])
    assert path.read_bytes() == MARKED


def test_what_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="No such file"):
        read(tmp_path / "none.md", tmp_path)
    with pytest.raises(InputError, match="regular file"):
        read(tmp_path, tmp_path)
    big = put(tmp_path / "big.md")
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    with pytest.raises(InputError, match="too big"):
        read(big, tmp_path)
    assert found(tmp_path) == []


def test_too_many_files_are_not_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "docs/a.md")
    monkeypatch.setattr(files, "MAX_FILES", 1)
    with pytest.raises(RefusedError, match="more than 1 files"):
        markdown_files(tmp_path)
