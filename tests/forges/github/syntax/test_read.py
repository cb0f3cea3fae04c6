"""Workflows and actions are read whole, and what GitHub would refuse is named at its place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from outlines import outline

from runbook.errors import InputError
from runbook.forges.github.syntax.model import Text
from runbook.forges.github.syntax.read import read_action, read_workflow

if TYPE_CHECKING:
    from collections.abc import Callable

    from goldens import Goldens

    from runbook.forges.github.syntax.model import Action, Workflow

    Reader = Callable[[str, str], Action | Workflow]

HERE = Path(__file__).parent
EXPECTATION = re.compile(r"#! (.*)")


def files(folder: str) -> list:
    return [pytest.param(path, id=path.stem) for path in sorted((HERE / folder).glob("*.yml"))]


@pytest.mark.parametrize("path", files("accepted"))
def test_workflow_is_read_whole(path: Path, golden: Goldens) -> None:
    workflow = read_workflow(path.read_text(), path.name)
    assert workflow.problems == ()
    golden.check(path.with_suffix(".outline"), outline(workflow))


@pytest.mark.parametrize("path", files("actions"))
def test_action_is_read_whole(path: Path, golden: Goldens) -> None:
    action = read_action(path.read_text(), path.name)
    assert action.problems == ()
    golden.check(path.with_suffix(".outline"), outline(action))


@pytest.mark.parametrize("path", files("refused"))
def test_what_github_refuses_is_named_at_its_line(path: Path) -> None:
    """Each line says behind ``#!`` what is wrong with it; nothing else is."""
    text = path.read_text()
    expected = {
        (number, message)
        for number, line in enumerate(text.splitlines(), 1)
        for found in EXPECTATION.findall(line)
        for message in found.split(" | ")
    }
    problems = read_workflow(text, path.name).problems
    assert {(problem.span.start.line, problem.message) for problem in problems} == expected


@pytest.mark.parametrize("path", files("accepted"))
def test_every_text_stands_where_its_span_says(path: Path) -> None:
    lines = path.read_text().splitlines()
    texts = list(all_texts(read_workflow(path.read_text(), path.name)))
    assert texts
    for text in texts:
        start, end = text.span.start, text.span.end
        if start.line == end.line:
            written = lines[start.line - 1][start.column - 1 : end.column - 1]
            assert written in {text.value, f'"{text.value}"', f"'{text.value}'", "~"}


def all_texts(value: object) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in all_texts(item)]
    if hasattr(value, "items"):
        return [text for item in value.values() for text in all_texts(item)]
    names = getattr(value, "__slots__", ())
    return [text for name in names if name != "extra" for text in all_texts(getattr(value, name))]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("# nothing\n", "the file is empty"),
        ("just text", "Unexpected value 'just text'"),
        ("- a", "A sequence was not expected"),
    ],
    ids=["empty", "comment", "text", "list"],
)
@pytest.mark.parametrize("read", [read_workflow, read_action])
def test_a_file_that_is_no_mapping_has_nothing_in_it(read: Reader, text: str, message: str) -> None:
    found = read(text, "x.yml")
    assert found.problems[0].message == message
    assert found.problems[0].span.start.line == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: x", "Required property is missing: runs"),
        ("runs: node24", "Unexpected value 'node24'"),
        ("runs: {main: x}", "Required property is missing: using"),
    ],
)
def test_an_action_that_runs_nothing(text: str, message: str) -> None:
    action = read_action(text, "action.yml")
    assert [problem.message for problem in action.problems] == [message]
    assert action.using == ""


@pytest.mark.parametrize("text", ["a: [b", "a: *b", "\t- x", "a: \x00", "a: 1\n---\nb: 2"])
@pytest.mark.parametrize("read", [read_workflow, read_action])
def test_what_is_not_yaml_is_refused(read: Reader, text: str) -> None:
    with pytest.raises(InputError):
        read(text, "x.yml")


def test_the_workflow_is_known_by_its_file_name_and_events() -> None:
    workflow = read_workflow("on: [push, release]", ".github/workflows/x.yml")
    assert workflow.file == "x.yml"
    assert workflow.trigger("release").span.start.column == 12
    assert workflow.trigger("schedule") is None


def test_a_hostile_value_is_shown_short_and_harmless() -> None:
    workflow = read_workflow(f'on: push\njobs: "\\e[31m{"x" * 5000}"', "x.yml")
    message = workflow.problems[0].message
    assert "\x1b" not in message
    assert len(message) < 200
