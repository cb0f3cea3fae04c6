from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.errors import InputError
from runbook.readme import update as module
from runbook.readme.lines import prose_lines
from runbook.readme.markers import blocks_of
from runbook.readme.update import State, update

if TYPE_CHECKING:
    from runbook.errors import Problem
    from runbook.readme.markers import Block

SOURCE = "0" * 16
EMPTY = "<!-- runbook:begin {} -->\n<!-- runbook:end -->\n"


def body(block: Block) -> str:
    return {"a": "one\ntwo", "code": "```sh\nls\n```", "none": ""}[block.name]


def done(text: str, *, force: bool = False) -> str:
    return update(text, "x.md", body, SOURCE, force=force).text


def states(text: str, source: str = SOURCE) -> list[State]:
    return [state for _, state in update(text, "x.md", body, source).states]


def test_a_block_is_filled_between_empty_lines() -> None:
    filled = done("x\n" + EMPTY.format("a") + "y")
    lines = filled.split("\n")
    assert lines[:6] == ["x", "<!-- runbook:begin a -->", "", "one", "two", ""]
    assert lines[6].startswith("<!-- runbook:end checksum=")
    assert lines[7:] == ["y"]
    assert states(filled) == [State.FRESH]


def test_carriage_returns_follow_the_marker() -> None:
    text = "x\r\n" + EMPTY.format("a").replace("\n", "\r\n") + "unix\n"
    filled = done(text)
    assert "\r\none\r\ntwo\r\n" in filled
    assert filled.endswith("-->\r\nunix\n")
    assert states(filled.replace("\r\n", "\n")) == [State.FRESH], "newlines are no difference"


def test_an_indented_block_stays_in_its_list_item() -> None:
    filled = done("- x\n\n  <!-- runbook:begin a -->\n  <!-- runbook:end -->\n")
    assert "\n  one\n  two\n\n  <!-- runbook:end" in filled
    assert done(filled) == filled


def test_a_block_with_nothing_in_it() -> None:
    filled = done(EMPTY.format("none"))
    assert states(filled) == [State.FRESH]


def test_an_edit_is_kept_unless_forced() -> None:
    filled = done(EMPTY.format("a"))
    edited = filled.replace("two", "mine")
    assert states(edited) == [State.EDITED]
    assert done(edited) == edited
    assert done(edited, force=True) == filled


def test_text_that_was_there_before_the_first_sync_is_kept() -> None:
    text = "<!-- runbook:begin a -->\nmine\n<!-- runbook:end -->\n"
    assert states(text) == [State.EDITED]
    assert done(text) == text


def test_an_edit_to_what_would_be_written_is_sealed() -> None:
    filled = done(EMPTY.format("a"))
    old = filled.replace("one", "zero")
    assert states(done(old, force=True)) == [State.FRESH]
    unsealed = "<!-- runbook:begin a -->\n\none\ntwo\n\n<!-- runbook:end -->\n"
    assert states(unsealed) == [State.STALE]
    assert done(unsealed) == filled


def test_only_an_upgrade_makes_it_stale_by_upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    filled = done(EMPTY.format("a"))

    def newer(block: Block) -> str:
        return f"{body(block)}!"

    def found(source: str) -> list[State]:
        return [state for _, state in update(filled, "x.md", newer, source).states]

    assert found(SOURCE) == [State.STALE]
    monkeypatch.setattr(module, "__version__", "99.0.0")
    assert found(SOURCE) == [State.UPGRADED]
    assert found("1" * 16) == [State.STALE], "the descriptor says something else too"
    assert states(filled) == [State.FRESH], "what still says the same is not touched"


LINE = st.one_of(
    st.text(max_size=12).filter(lambda line: "runbook:" not in line and "\n" not in line),
    st.sampled_from(["```", "~~~", "````", "- item", "    code", "\tcode", "> quote", "", "  "]),
)
PIECE = st.one_of(
    st.lists(LINE, max_size=4).map("\n".join),
    st.sampled_from([EMPTY.format(name) for name in ("a", "code", "none")]),
    st.just("<!-- runbook:begin a -->\nmine\n<!-- runbook:end -->\n"),
    st.just("  " + EMPTY.format("a").replace("\n<", "\n  <")),
)
MARKDOWN = st.tuples(
    st.lists(PIECE, max_size=6), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"])
).map(lambda made: made[2] + "\n".join(made[0]).replace("\n", made[1]))


def outside(text: str) -> list[str]:
    """What stands around the blocks of `text`, and their begin markers."""
    parts, place = [], 0
    for block in blocks_of(text, "x.md"):
        parts.append(text[place : block.start])
        place = block.close
    return [*parts, text[place:]]


@given(MARKDOWN)
def test_whatever_the_text_only_blocks_change(text: str) -> None:
    filled = done(text, force=True)
    assert outside(filled) == outside(text)
    assert set(states(filled)) <= {State.FRESH}
    assert done(filled) == filled


@given(MARKDOWN)
def test_twice_is_once(text: str) -> None:
    once = done(text)
    assert done(once) == once
    assert set(states(once)) <= {State.FRESH, State.EDITED}
    assert outside(once) == outside(text)


HOSTILE = st.text(alphabet=st.sampled_from(list('<!->runbook:egi "=a`~\n\r\t\ufeff')), max_size=80)


@given(HOSTILE)
def test_any_text_is_updated_or_refused_by_line(text: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        text = done(text)
    except InputError as error:
        problems = error.problems
    assert all(problem.span for problem in problems)
    assert problems or done(text) == text


def test_a_long_text_takes_linear_time() -> None:
    text = "<!-- runbook:" * 20_000 + "\n" + "`" * 200_000 + "\n" + "-->" * 50_000
    with pytest.raises(InputError):
        blocks_of(text, "x.md")
    assert sum(1 for _ in prose_lines("~" * 500_000)) == 0
