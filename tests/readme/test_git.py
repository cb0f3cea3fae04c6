from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runbook.errors import RunbookError
from runbook.readme.git import merge_file
from runbook.readme.merge import Merged, Versions

if TYPE_CHECKING:
    from pathlib import Path


def test_every_byte_is_kept() -> None:
    versions = Versions("\ufeffa\r\nb\udcff", "\ufeffa\r\nb\udcff", "\ufeffc\r\nb\udcff")
    assert merge_file(versions, 7) == Merged("\ufeffc\r\nb\udcff", 0)


def test_markers_have_the_length_git_asks_for() -> None:
    found = merge_file(Versions("a\n", "b\n", "c\n"), 9)
    assert found.conflicts == 1
    assert found.text.splitlines()[0] == "<<<<<<<<< ours"


def test_conflicts_are_counted_to_the_end_of_their_codes() -> None:
    kept = "".join(f"{number} " + "\nkept " * 4 + "\n{word}\n" for number in range(200))
    texts = (kept.format(word=word) for word in ("old", "mine", "other"))
    assert merge_file(Versions(*texts), 7).conflicts == 127


def test_a_refusal_of_git_is_told() -> None:
    with pytest.raises(RunbookError, match=r"git merge-file failed: .*binary"):
        merge_file(Versions("\0", "\0a", "\0b"), 7)


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RunbookError, match="git is not there"):
        merge_file(Versions("", "", ""), 7)
