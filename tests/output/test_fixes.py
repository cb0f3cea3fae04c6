from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.finding import Edit, Finding, Fix, Severity
from runbook.output.fixes import Change, apply, diff, repairs
from runbook.source import Position, Span


def edit(line: int, start: int, end: int, text: str, file: str = "a.yml") -> Edit:
    return Edit(Span(file, Position(line, start), Position(line, end)), text)


def finding(code: str, *edits: Edit) -> Finding:
    return Finding(code, "wrong", Severity.ERROR, fix=Fix("write it", edits))


def test_the_rest_of_the_file_is_kept() -> None:
    text = "a: 'x'  # why\n\n\tb:  y\n"
    after, done, left = apply(text, [(edit(1, 4, 7, "'z'"), "RB1"), (edit(3, 6, 7, "w"), "RB2")])
    assert (after, done, left) == ("a: 'z'  # why\n\n\tb:  w\n", ["RB1", "RB2"], [])


def test_of_edits_that_overlap_the_first_one_counts() -> None:
    edits = [(edit(1, 1, 4, "x"), "RB1"), (edit(1, 3, 5, "y"), "RB2"), (edit(1, 1, 4, "z"), "RB3")]
    assert apply("abcdef", edits) == ("xdef", ["RB1"], ["RB3", "RB2"])


def test_the_same_edit_of_two_findings_is_made_once() -> None:
    edits = [(edit(1, 1, 2, "x"), "RB1"), (edit(1, 1, 2, "x"), "RB2")]
    assert apply("a\n", edits) == ("x\n", ["RB1", "RB2"], [])


def test_line_ends_and_byte_order_mark_are_the_files_own() -> None:
    text = "\ufeffa: b\r\nc: d\r\n"
    after, _, _ = apply(text, [(edit(1, 1, 1, "x: y\n"), "RB1"), (edit(2, 4, 5, "e"), "RB2")])
    assert after == "\ufeffx: y\r\na: b\r\nc: e\r\n"


@given(st.text(alphabet="ab \n", max_size=30), st.integers(1, 9), st.integers(1, 9))
def test_a_place_beyond_the_text_is_its_end(text: str, line: int, column: int) -> None:
    after, _, _ = apply(text, [(edit(line, column, column, "X"), "RB1")])
    assert after.replace("X", "", 1) == text


def test_changes_are_read_and_shown_as_a_diff(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yml").write_bytes(b"a: 1\r\nb: 2\r\n")
    found = repairs([finding("RB1", edit(1, 4, 5, "3")), finding("RB2")], Path())
    assert found.changes == (Change("a.yml", "a: 1\r\nb: 2\r\n", "a: 3\r\nb: 2\r\n", ("RB1",)),)
    assert diff(found.changes).splitlines() == [
        "--- a/a.yml",
        "+++ b/a.yml",
        "@@ -1,3 +1,3 @@",
        "-a: 1",
        "+a: 3",
        " b: 2",
        " ",
    ]


@pytest.mark.parametrize("file", ["../out.yml", "missing.yml", "latin.yml", "link.yml", "."])
def test_a_file_that_is_not_ours_to_change_is_left_alone(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    monkeypatch.chdir(root)
    (tmp_path / "out.yml").write_text("a: 1\n")
    (root / "latin.yml").write_bytes(b"a: \xe9\n")
    (root / "link.yml").symlink_to(tmp_path / "out.yml")
    found = repairs([finding("RB1", edit(1, 1, 2, "b", file))], Path())
    assert (found.changes, found.postponed) == ((), ("RB1",))


def test_a_diff_is_safe_in_a_log() -> None:
    change = Change("a.yml", "::error::x\n", "\x1b[31m##[group]\n", ())
    shown = diff([change])
    assert "\x1b" not in shown
    assert not any(line.startswith(("::", "##[")) for line in shown.splitlines())
