from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hostile import hostile_text
from hypothesis import given
from hypothesis import strategies as st

from runbook.errors import Problem, RunbookError
from runbook.finding import Certainty, Finding, Fix, Location, Place, Severity
from runbook.output.sources import lines_below
from runbook.output.text import TextFormat
from runbook.source import MAX_BYTES, Position, Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from goldens import Goldens

FILES = {
    "runbook.yaml": ["environments:", '  pypi: {tags: ["v*"]}'],
    ".github/workflows/release.yml": ["jobs:", "  publish:", "    environment: PyPi"],
}


def lines(file: str) -> Sequence[str]:
    return FILES.get(file, ())


def place(file: str, line: int, column: int, end: int) -> Span:
    return Span(file, Position(line, column), Position(line, end))


FINDING = Finding(
    code="RB204",
    message="the job's environment is not the one that is declared",
    severity=Severity.ERROR,
    locations=(
        Location(
            Place.FILE,
            "the job's environment",
            place(".github/workflows/release.yml", 3, 18, 22),
        ),
        Location(Place.DESCRIPTOR, "the declared environment", place("runbook.yaml", 2, 3, 7)),
        Location(
            Place.FORGE,
            "the environment",
            address="https://github.com/acme/demo/settings/environments",
        ),
        Location(Place.REGISTRY, "the publisher record"),
    ),
    found="PyPi",
    expected="pypi",
    fix=Fix("write `environment: pypi`"),
)
ADVICE = Finding(
    code="RB901",
    message="nobody has to approve",
    severity=Severity.ADVICE,
    certainty=Certainty.POSSIBLE,
)
WARNING = Finding("RB1", "a warning", Severity.WARNING, Certainty.LIKELY, found="\x1b[2J")


COMMANDS = ("::error::x", "  ::stop-commands::x", "##[add-mask]x", "a ##vso[task] ##[x]")


@pytest.mark.parametrize("color", [False, True], ids=["plain", "colour"])
def test_findings(color: bool, golden: Goldens, request: pytest.FixtureRequest) -> None:
    text = TextFormat(lines, color=color).findings([FINDING, ADVICE, WARNING])
    name = "findings-colour.txt" if color else "findings.txt"
    golden.check(request.path.parent / "expected" / name, text)


def test_nothing_found_is_no_text() -> None:
    assert TextFormat(lines).findings([]) == TextFormat(lines).problems([]) == ""


def test_a_problem_without_a_place() -> None:
    text = TextFormat(lines).problems([Problem("no such thing", found="x", hint="look again")])
    assert text == "error: no such thing\n  found: x\n  hint: look again\n"


def test_a_place_in_a_file_that_is_gone() -> None:
    problem = Problem("wrong", place("gone.yaml", 1, 2, 3), expected="right")
    text = TextFormat(lines).problems([problem])
    assert text == "gone.yaml:1:2: error: wrong\n  expected: right\n"


def test_an_error() -> None:
    text = TextFormat(lines).error(RunbookError("it cannot be", hint="do otherwise"))
    assert text == "error: it cannot be\n  hint: do otherwise\n"


@given(st.one_of(hostile_text(), st.sampled_from(COMMANDS)))
def test_no_text_reaches_the_terminal_as_an_order(text: str) -> None:
    at = Span(text, Position(1, 1), Position(1, 2))
    location = Location(Place.FORGE, text, at, text)
    finding = Finding(
        text, text, Severity.ERROR, locations=(location,) * 2, found=text, fix=Fix(text)
    )
    output = TextFormat(lambda _: [text])
    shown = (
        output.findings([finding])
        + output.problems([Problem(text, at, text, text, text)])
        + output.error(RunbookError(text, hint=text))
    )
    assert not any(ord(char) < 0x20 and char != "\n" for char in shown)
    assert "\u202e" not in shown
    assert "##[" not in shown
    assert not any(line.lstrip().startswith("::") for line in shown.split("\n"))


def test_links_that_lead_out_of_the_checkout_show_nothing(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    (checkout / ".git").mkdir(parents=True)
    (checkout / "inside.yml").write_text("mine\n")
    (tmp_path / "outside.txt").write_text("secret\n")
    for name, target in (("in.yml", "inside.yml"), ("out.yml", "../outside.txt")):
        (checkout / name).symlink_to(target)
    (checkout / "folder").symlink_to("..")
    read = lines_below(checkout)
    assert read("in.yml")[0] == "mine"
    assert read("out.yml") == read("folder/outside.txt") == ()
    from_elsewhere = lines_below(tmp_path)
    assert from_elsewhere("checkout/in.yml")[0] == "mine"
    assert from_elsewhere("checkout/out.yml") == ()
    assert from_elsewhere(str(checkout / "out.yml")) == ()
    assert from_elsewhere("outside.txt")[0] == "secret", "what is named itself"


def test_lines_are_read_below_the_root(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfone\ntwo \xff")
    read = lines_below(tmp_path)
    assert read("a.yaml") == ("one", "two \ufffd")
    assert read(str(tmp_path / "a.yaml")) == read("a.yaml")


@pytest.mark.parametrize("name", ["missing", ".", "nul\0", "a" * 300])
def test_what_cannot_be_read_has_no_lines(name: str, tmp_path: Path) -> None:
    assert lines_below(tmp_path)(name) == ()


def test_a_big_file_is_read_in_part(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * (MAX_BYTES + 5))
    (line,) = lines_below(tmp_path)("big")
    assert len(line) == MAX_BYTES
