from __future__ import annotations

import pytest

from runbook.errors import InputError
from runbook.readme.markers import Block, blocks_of

BEGIN = "<!-- runbook:begin a -->\n"
END = "<!-- runbook:end -->\n"


def one(text: str) -> Block:
    (block,) = blocks_of(text, "README.md")
    return block


def test_a_block_is_known_by_its_lines() -> None:
    text = f"before\n{BEGIN}content\n{END}after\n"
    block = one(text)
    assert text[block.start : block.end] == "content\n"
    assert text[block.end : block.close] == END.strip()
    assert (block.name, str(block.span)) == ("a", "README.md:2:1")


@pytest.mark.parametrize(
    ("rest", "options"),
    [
        ("", {}),
        ("x=1 y-z=a/b.c", {"x": "1", "y-z": "a/b.c"}),
        ('x="two words" y="" z=@a/b', {"x": "two words", "y": "", "z": "@a/b"}),
    ],
)
def test_options(rest: str, options: dict[str, str]) -> None:
    assert one(f"<!-- runbook:begin a {rest} -->\n{END}").options == options


def test_the_last_line_may_lack_its_newline() -> None:
    text = BEGIN + END.strip()
    assert one(text).close == len(text)


def test_a_byte_order_mark_before_a_marker() -> None:
    assert one(f"\ufeff{BEGIN}{END}").start == len(BEGIN) + 1


@pytest.mark.parametrize(
    "text",
    [
        f"```\n{BEGIN}```\n",
        f"~~~\n{BEGIN}~~~\n",
        f"    {BEGIN}",
        f"\t{BEGIN}",
        "write `<!-- runbook:begin a -->` there",
        "about runbook: nothing",
        "<!-- a comment about runbook: nothing -->",
    ],
    ids=["fence", "tildes", "code", "tab", "code span", "words", "comment"],
)
def test_what_is_no_marker_is_left_alone(text: str) -> None:
    assert blocks_of(text, "README.md") == ()


WRONG = {
    "missing end": (f"x\n{BEGIN}", "README.md:2:1", "this block has no end: a"),
    "missing begin": (f"x\n\n{END}", "README.md:3:1", "its begin is missing"),
    "swapped": (f"{END}{BEGIN}", "README.md:1:1", "are swapped"),
    "doubled begin": (f"{BEGIN}{BEGIN}{END}", "README.md:2:1", "a second time; line 1"),
    "doubled end": (f"{BEGIN}{END}{END}", "README.md:3:1", "nothing is open"),
    "nested": (
        f"{BEGIN}<!-- runbook:begin b -->\n{END}{END}",
        "README.md:2:1",
        "inside another one, which began on line 1",
    ),
    "misspelt word": (f"<!-- runbook:start a -->\n{END}", "README.md:1:1", "is no marker"),
    "no name": (f"<!-- runbook:begin -->\n{END}", "README.md:1:1", "needs a name"),
    "bad name": (f"<!-- runbook:begin A! -->\n{END}", "README.md:1:1", "needs a name"),
    "bad option": (f"<!-- runbook:begin a b -->\n{END}", "README.md:1:1", "NAME=VALUE"),
    "option twice": (f"<!-- runbook:begin a b=1 b=2 -->\n{END}", "README.md:1:1", "NAME=VALUE"),
    "not alone": (f"x {BEGIN}", "README.md:1:1", "stands alone on its line"),
    "two on a line": (f"{BEGIN.strip()}{BEGIN}{END}", "README.md:1:1", "is no marker"),
    "changed note": (f"{BEGIN}<!-- runbook:end x -->\n", "README.md:2:1", "was changed"),
    "end in a fence": (f"{BEGIN}```\n{END}", "README.md:1:1", "has no end"),
}


@pytest.mark.parametrize(("text", "place", "message"), WRONG.values(), ids=WRONG)
def test_wrong_markers_are_named_by_line(text: str, place: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        blocks_of(text, "README.md")
    found = [(str(item.span), item.message) for item in caught.value.problems]
    assert any(where == place and message in words for where, words in found), found


def test_all_wrong_markers_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        blocks_of(f"{BEGIN}{END}{END}x\n<!-- runbook:bgin -->\n", "README.md")
    assert [item.span.start.line for item in caught.value.problems if item.span] == [3, 5]
