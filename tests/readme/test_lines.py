from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.readme.lines import indent_of, prose_lines

CASES = {
    "plain": ("a\nb", ["a", "b"]),
    "backtick fence": ("a\n```\nb\n```\nc", ["a", "c"]),
    "tilde fence": ("~~~ yaml\nb\n~~~\nc", ["c"]),
    "a longer fence closes": ("```\nb\n`````\nc", ["c"]),
    "a shorter one does not": ("````\nb\n```\nc", []),
    "another sign does not": ("```\nb\n~~~\nc", []),
    "words after the close do not close": ("```\nb\n``` x\nc", []),
    "backticks in the info string are code": ("```a`b```\nc", ["```a`b```", "c"]),
    "tildes may have backticks there": ("~~~ a`b\nc\n~~~\nd", ["d"]),
    "three blanks before a fence": ("   ```\nb\n  ```\nc", ["c"]),
    "four blanks are code": ("a\n    b\n\tc\n  \td\ne", ["a", "e"]),
    "a fence in code is none": ("    ```\nb", ["b"]),
    "carriage returns": ("a\r\n```\r\nb\r\n```\r\nc\r\n", ["a", "c", ""]),
    "a byte order mark": ("\ufeff```\nb\n```\nc", ["c"]),
    "separators that end no line": ("a\u2028b\x0cc", ["a\u2028b\x0cc"]),
}


@pytest.mark.parametrize(("text", "shown"), CASES.values(), ids=CASES)
def test_code_is_left_out(text: str, shown: list[str]) -> None:
    assert [line for _, _, line in prose_lines(text)] == shown


@given(st.text(alphabet="a`~ \t\r\n\ufeff", max_size=60))
def test_offsets_lead_to_the_lines(text: str) -> None:
    for number, offset, line in prose_lines(text):
        assert text[offset : offset + len(line)] == line
        assert text.count("\n", 0, offset) == number - 1


@pytest.mark.parametrize(
    ("line", "columns"), [("a", 0), ("   a", 3), ("\ta", 4), ("  \ta", 4), ("\t a", 5)]
)
def test_tabs_reach_the_next_column_of_four(line: str, columns: int) -> None:
    assert indent_of(line) == columns
