from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from runbook.diagnosis import scan
from runbook.diagnosis.intake import text_part
from runbook.diagnosis.log import read_log
from runbook.diagnosis.part import Part
from runbook.diagnosis.scan import AFTER, BEFORE, LONGEST

if TYPE_CHECKING:
    import pytest

    from runbook.diagnosis.log import Log


def kept(log: Log) -> list[tuple[int, str]]:
    return [(line.number, line.text) for excerpt in log.excerpts for line in excerpt.lines]


def test_lines_around_an_anchor_are_kept() -> None:
    text = "\n".join(f"line {number}" for number in range(1, 101))
    log = read_log([text_part(text)], ["line 50"])
    first, last = 50 - BEFORE, 50 + AFTER
    assert kept(log) == [(number, f"line {number}") for number in range(first, last + 1)]
    assert log.total == 100


@given(
    st.lists(st.sampled_from(["", "noise", "ANCHOR here", "Zeile ü"]), max_size=60),
    st.integers(min_value=1, max_value=40),
    st.booleans(),
)
def test_how_a_log_is_cut_into_blocks_makes_no_difference(
    lines: list[str], size: int, windows: bool
) -> None:
    text = ("\r\n" if windows else "\n").join(lines)
    whole = read_log([text_part(text)], ["ANCHOR"])
    blocks = [text[at : at + size] for at in range(0, len(text), size)]
    # A block may end between the two characters of a Windows line end.
    parts = Part("", blocks)
    assert kept(read_log([parts], ["ANCHOR"])) == kept(whole)
    assert read_log([parts], ["ANCHOR"]).total == whole.total
    assert [n for n, t in kept(whole) if t == "ANCHOR here"] == [
        number for number, line in enumerate(lines, 1) if line == "ANCHOR here"
    ]


def test_a_line_without_end_is_read_in_pieces() -> None:
    text = "x" * (3 * LONGEST) + " ANCHOR " + "y" * LONGEST
    log = read_log([text_part(text)], ["ANCHOR"])
    assert any("ANCHOR" in line for _, line in kept(log))


def test_the_start_and_the_end_of_a_noisy_log_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "KEPT", 20_000)
    monkeypatch.setattr(scan.Kept, "__init__", _roomy)
    text = "\n".join(f"ANCHOR {number}" for number in range(1, 2001))
    log = read_log([text_part(text)], ["ANCHOR"])
    numbers = [number for number, _ in kept(log)]
    assert log.cut
    assert numbers[0] == 1
    assert numbers[-1] == 2000
    assert len(numbers) < 300


_init = scan.Kept.__init__


def _roomy(self: scan.Kept) -> None:
    _init(self, room=20_000)


def test_steps_of_a_plain_log_are_known_by_their_groups() -> None:
    text = "\n".join(
        [
            *("##[group]Run make", "ANCHOR 1", "##[group]Run twine upload dist/*", "ANCHOR 2"),
            *("Post job cleanup.", "ANCHOR 3"),
        ]
    )
    log = read_log([text_part(text)], ["ANCHOR"])
    steps = {line.text: line.step for excerpt in log.excerpts for line in excerpt.lines}
    assert steps["ANCHOR 1"] == "make"
    assert steps["ANCHOR 2"] == "twine upload dist/*"
    assert steps["ANCHOR 3"] == ""


def test_nothing_leaves_with_a_secret() -> None:
    secret = "ghs_" + "A1b2" * 9
    text = f"job {secret}\tstep\t2026-03-02T10:00:00Z ANCHOR {secret}"
    log = read_log([text_part(text)], ["ANCHOR"])
    assert secret not in repr(log)
    assert log.date == "2026-03-02"


def test_an_empty_log_keeps_nothing() -> None:
    assert read_log([text_part("")], ["x"]).excerpts == ()
