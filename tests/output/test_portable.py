from __future__ import annotations

import pytest
from hostile import HOSTILE, hostile_text
from hypothesis import given

from runbook.errors import RefusedError
from runbook.output.portable import check_path, check_paths
from runbook.text import visible


@pytest.mark.parametrize(
    "path", ["a", "docs/index.md", ".hidden", "a b/ä.txt", "console.md", "com.x"]
)
def test_usual_names_pass(path: str) -> None:
    check_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "", ".", "..", "../a", "a/../b", "/etc/passwd", "a//b", "a/", "./a", "C:/x", "a\\b", "a:b",
        "a\nb", "a\0b", 'a"b', "a?b", "a*b", "a<b", "a|b", "con", "CON.md", "x/nul.txt", "lpt1",
        "COM¹.x", "a.", "a ", "x/a./b", "\ud800", "a" * 201, "ä" * 101, "a/" * 501 + "a",
    ],
    ids=lambda path: repr(path[:12]),
)  # fmt: skip
def test_other_names_are_refused(path: str) -> None:
    with pytest.raises(RefusedError, match="the path"):
        check_path(path)


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (["a.md", "A.md"], "differ in case only"),
        (["x/a.md", "X/b.md"], "differ in case only"),
        (["\u00e4", "a\u0308"], "differ in case only"),
        (["a", "a/b"], "a file and a folder"),
        (["a/b/c", "a/b"], "a file and a folder"),
    ],
    ids=str,
)
def test_paths_that_cannot_stand_together(paths: list[str], message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        check_paths(paths)


@given(path=hostile_text())
def test_an_accepted_path_stays_inside(path: str) -> None:
    try:
        check_path(path)
    except RefusedError:
        return
    assert ".." not in path.split("/")
    assert not path.startswith("/")
    assert "\\" not in path


def test_a_refusal_shows_a_hostile_path_harmlessly() -> None:
    for path in HOSTILE:
        try:
            check_path(path)
        except RefusedError as error:
            assert visible(error.message) == error.message  # noqa: PT017 - most are refused, some are names
