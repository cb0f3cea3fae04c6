from __future__ import annotations

from functools import partial
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.readme.git import merge_file
from runbook.readme.markers import blocks_of
from runbook.readme.merge import ANEW, BROKEN, EDITED, Merged, Versions, merge_blocks
from runbook.readme.seal import Seal, checksum

SOURCE = "0" * 16
plain_merge = partial(merge_file, marker_size=7)


def block(name: str, body: str, *, by_hand: str = "", newline: str = "\n") -> str:
    """A block as `runbook sync` leaves it; `by_hand` is what somebody added."""
    content = f"\n{body}\n\n"
    seal = Seal(checksum(content), SOURCE)
    text = f"<!-- runbook:begin {name} -->\n{content}{by_hand}<!-- runbook:end {seal} -->\n"
    return text.replace("\n", newline)


def merge(base: str, ours: str, theirs: str) -> Merged:
    return merge_blocks(Versions(base, ours, theirs), plain_merge)


OLD, MINE, OTHER = (f"# Demo\n\n{block('a', body)}\nText.\n" for body in ("old", "mine", "other"))
BY_HAND = OLD.replace("old\n", "old\nby hand\n")
OTHERS_HAND = OLD.replace("old\n", "old\nby another hand\n")


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        pytest.param(OLD, MINE, OLD, MINE, id="ours"),
        pytest.param(OLD, OLD, OTHER, OTHER, id="theirs"),
        pytest.param(OLD, MINE, MINE, MINE, id="the same"),
        pytest.param(OLD, BY_HAND, OLD, BY_HAND, id="by hand in ours"),
        pytest.param(OLD, OLD, BY_HAND, BY_HAND, id="by hand in theirs"),
        pytest.param(BY_HAND, BY_HAND, OTHER, OTHER, id="forced since"),
        pytest.param(OLD, "Text.\n", OTHER, "Text.\n", id="removed"),
        pytest.param(OLD, OTHER, "Text.\n", "Text.\n", id="removed in theirs"),
        pytest.param("Text.\n", MINE, "Text.\n", MINE, id="added"),
        pytest.param("Text.\n", "Text.\n", BY_HAND, BY_HAND, id="added by hand"),
        pytest.param(
            OLD,
            MINE.replace("Text", "Words"),
            OTHER.replace("Demo", "Test"),
            MINE.replace("Text", "Words").replace("Demo", "Test"),
            id="text around",
        ),
        pytest.param(
            OLD, MINE.replace(" a ", " b "), OTHER, MINE.replace(" a ", " b "), id="renamed"
        ),
        pytest.param(
            OLD,
            OLD,
            OTHER.replace(" a ", " a x=y "),
            OTHER.replace(" a ", " a x=y "),
            id="other options",
        ),
    ],
)
def test_no_conflict(base: str, ours: str, theirs: str, result: str) -> None:
    found = merge(base, ours, theirs)
    assert (found.text, found.conflicts) == (result, 0)


def test_what_both_made_anew_is_ours_and_told() -> None:
    assert merge(OLD, MINE, OTHER) == Merged(MINE, 0, (ANEW.format("a"),))
    assert merge("", MINE, OTHER) == Merged(MINE, 0, (ANEW.format("a"),))


def test_another_seal_alone_is_not_told() -> None:
    ours, theirs = (OLD.replace(SOURCE, digit * 16) for digit in "12")
    assert merge(OLD, ours, theirs) == Merged(ours, 0)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param(BY_HAND, OTHER, id="ours"),
        pytest.param(MINE, BY_HAND, id="theirs"),
        pytest.param(BY_HAND, OTHERS_HAND, id="both"),
        pytest.param(BY_HAND, "# Demo\n\nText.\n", id="removed"),
        pytest.param("# Demo\n\nText.\n", BY_HAND, id="removed in ours"),
        pytest.param(MINE.replace(" a ", " b "), BY_HAND, id="renamed"),
    ],
)
def test_an_edit_is_a_conflict_of_the_whole_block(ours: str, theirs: str) -> None:
    found = merge(OLD, ours, theirs)
    assert (found.conflicts, found.remarks) == (1, (EDITED.format("a"),))
    start, middle, end = (found.text.index(mark) for mark in ("<<<<<<<", "=======", ">>>>>>>"))
    assert ("by hand" in found.text[start:middle]) == ("by hand" in ours)
    assert ("hand" in found.text[middle:end]) == ("hand" in theirs)
    assert found.text.endswith("\nText.\n")


def test_a_choice_leaves_a_whole_block() -> None:
    text = merge(OLD, BY_HAND, OTHER).text
    start, middle, end = (text.index(mark) for mark in ("<<<<<<<", "=======", ">>>>>>>"))
    assert (
        text[:start] + text[middle:end].partition("\n")[2] + text[end:].partition("\n")[2] == OTHER
    )
    assert (
        text[:start] + text[start:middle].partition("\n")[2] + text[end:].partition("\n")[2]
        == BY_HAND
    )


def test_an_unsealed_block_with_text_counts_as_edited() -> None:
    unsealed = "<!-- runbook:begin a -->\nmine\n<!-- runbook:end -->\n"
    empty = "<!-- runbook:begin a -->\n<!-- runbook:end -->\n"
    assert merge("", unsealed, block("a", "x")).conflicts == 1
    assert merge("", empty, block("a", "x")) == Merged(empty, 0, (ANEW.format("a"),))
    assert merge(empty, empty, block("a", "x")).text == block("a", "x")


def test_a_conflict_around_leaves_blocks_alone() -> None:
    found = merge(OLD, MINE.replace("Text", "One"), OTHER.replace("Text", "Two"))
    assert found.conflicts == 1
    assert [one.name for one in blocks_of(found.text, "")] == ["a"]
    assert found.text.startswith(MINE.removesuffix("Text.\n"))


def test_an_edit_that_was_moved_too_outlives_a_removal() -> None:
    ours = block("a", "old", by_hand="by hand\n") + "\nText.\n"
    found = merge("\nText.\n" + block("a", "old"), ours, "\nText.\n")
    assert found == Merged(ours, 0)


def test_blocks_may_move() -> None:
    one, two = block("a", "one"), block("b", "two")
    base, ours = f"{one}\nText.\n\n{two}", f"{two}\nText.\n\n{one}"
    theirs = base.replace("two", "2").replace(*(checksum(f"\n{it}\n\n") for it in ("two", "2")))
    assert merge(base, ours, theirs).text == ours.replace(two, block("b", "2"))


def test_two_of_a_kind_are_told_apart() -> None:
    base = f"{block('a', '1')}\n{block('a', '2')}"
    ours, theirs = base.replace(block("a", "1"), block("a", "x")), base + block("a", "3")
    assert merge(base, ours, theirs) == Merged(ours + block("a", "3"), 0)


@pytest.mark.parametrize("broken", ["<!-- runbook:end -->\n", "<!-- runbook:begin a -->\n"])
def test_broken_markers_are_merged_as_lines(broken: str) -> None:
    versions = Versions(OLD, broken + MINE, OTHER)
    found = merge(*versions)
    assert (found.text, found.conflicts) == (plain_merge(versions).text, 1)
    assert found.remarks == (BROKEN,)


class Piece(NamedTuple):
    """A paragraph, or the block `name`."""

    name: str
    body: str
    by_hand: str = ""

    def __str__(self) -> str:
        return block(self.name, self.body, by_hand=self.by_hand) if self.name else self.body


BODY = st.text("xyz \n\udcff", max_size=4)
HAND = st.sampled_from(["", "", "by hand\n", "by another hand\n"])
PARAGRAPH = st.integers(0, 99).map(lambda number: Piece("", f"\nParagraph {number}.\n\n"))
NAMES = ("a", "b", "c")


def _laid_out(pieces: list[Piece], newline: str, start: str, end: str) -> str:
    text = start + "".join(map(str, pieces))
    return (text if end else text.removesuffix("\n")).replace("\n", newline)


@st.composite
def versions(draw: st.DrawFn, hands: st.SearchStrategy[str], *, text: bool = True) -> Versions:
    """A document and two that came of it: paragraphs and blocks changed, removed, added, moved."""
    blocks = [Piece(name, draw(BODY), draw(hands)) for name in NAMES]
    base = draw(st.permutations([*blocks, *draw(st.lists(PARAGRAPH, min_size=4, max_size=5))]))
    style = draw(st.sampled_from(["\n", "\r\n"])), draw(st.sampled_from(["", "\ufeff"]))
    sides = [base]
    for _ in range(2):
        side = [_changed(draw, piece, hands, text=text) for piece in base]
        kept = [piece for piece in side if not text or draw(st.integers(0, 5))]
        sides.append(draw(st.permutations(kept)) if text and not draw(st.integers(0, 4)) else kept)
    ends = [draw(st.booleans()) if text else True for _ in sides]
    return Versions(*(_laid_out(side, *style, end) for side, end in zip(sides, ends, strict=True)))


def _changed(draw: st.DrawFn, piece: Piece, hands: st.SearchStrategy[str], *, text: bool) -> Piece:
    if draw(st.booleans()):
        return piece
    if piece.name:
        return piece._replace(body=draw(BODY), by_hand=draw(hands))
    return draw(PARAGRAPH) if text else piece


ANY = versions(HAND)
GENERATED = versions(st.just(""))


@given(ANY)
def test_one_side_alone_is_taken_byte_for_byte(made: Versions) -> None:
    base, ours, theirs = made
    assert merge(base, base, base) == Merged(base, 0)
    assert merge(base, ours, base) == Merged(ours, 0)
    assert merge(base, base, theirs) == Merged(theirs, 0)
    assert merge(base, ours, ours) == Merged(ours, 0)


def emptied(text: str) -> str:
    parts, place = [], 0
    for one in blocks_of(text, ""):
        parts += [text[place : one.start], f"<!-- runbook:end -->{one.name}"]
        place = one.close
    return "".join([*parts, text[place:]])


@given(GENERATED)
def test_around_the_blocks_it_is_what_git_makes(made: Versions) -> None:
    found = merge(*made)
    bare = plain_merge(Versions(*map(emptied, made)))
    assert found.conflicts == bare.conflicts
    if not found.conflicts:
        assert emptied(found.text) == bare.text


@given(versions(st.just(""), text=False))
def test_what_sync_wrote_is_never_a_conflict(made: Versions) -> None:
    found = merge(*made)
    assert found.conflicts == 0
    assert emptied(found.text) == emptied(made.ours)
    for name, body in held(found.text).items():
        base, ours, theirs = (held(side)[name] for side in made)
        assert body == (theirs if ours == base else ours)


def held(text: str) -> dict[str, str]:
    return {one.name: text[one.start : one.close] for one in blocks_of(text, "")}


@given(ANY)
def test_nothing_by_hand_is_lost(made: Versions) -> None:
    found = merge(*made)
    base = held(made.base)
    for side, opposite in ((made.ours, made.theirs), (made.theirs, made.ours)):
        for name, body in held(side).items():
            if "hand" in body and body != base[name]:
                assert body in found.text
                if held(opposite).get(name, body) not in (body, base[name]):
                    both = found.text.count(f"begin {name} ") == 2  # moved to different places
                    assert found.conflicts or both


HOSTILE = st.text(alphabet=st.sampled_from(list('<!->runbook:egi "=a`~\n\r\t\ufeff')), max_size=60)


@given(HOSTILE, HOSTILE)
def test_any_text_is_merged(ours: str, theirs: str) -> None:
    assert merge(ours, ours, theirs).text == theirs
    assert merge(ours, theirs, ours).text == theirs
