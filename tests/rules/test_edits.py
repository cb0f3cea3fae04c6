from __future__ import annotations

import pytest

from runbook.output.fixes import apply
from runbook.rules.edits import key_edit, value_edit, word_edit
from runbook.source import Position, Span, parse_yaml, to_python
from runbook.source.nodes import Mapping


def span(line: int, start: int, end: int) -> Span:
    return Span("a.yml", Position(line, start), Position(line, end))


@pytest.mark.parametrize(
    ("text", "end", "value", "after"),
    [
        ("a: b # why", 5, "c", "a: c # why"),
        ("a: 'b'", 7, "c", "a: 'c'"),
        ('a: "b"', 7, "c", 'a: "c"'),
        ("a: 'b'", 7, "it's", "a: it's"),
        ("a: b", 5, "true", 'a: "true"'),
    ],
)
def test_a_value_keeps_its_quotes(text: str, end: int, value: str, after: str) -> None:
    changed, _, _ = apply(text, [(value_edit(text, span(1, 4, end), value), "RB1")])
    assert changed == after


@pytest.mark.parametrize("value", ["x\\y", 'say "so"', "it's", "a\nb", "# no", "${{ x }}", ""])
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_value_is_read_as_it_was_meant(value: str, quote: str) -> None:
    text = f"a: {quote}b{quote}"
    changed, _, _ = apply(text, [(value_edit(text, span(1, 4, len(text) + 1), value), "RB1")])
    assert to_python(parse_yaml(changed, "a.yml").root) == {"a": value}


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("job:\n  runs-on: x\n", "job:\n  environment: pypi\n  runs-on: x\n"),
        ("job: {runs-on: x}\n", "job: {environment: pypi, runs-on: x}\n"),
        ("job: {}\n", "job: {environment: pypi}\n"),
        ("job: { }\n", "job: {environment: pypi }\n"),
    ],
)
def test_a_key_is_added_in_the_style_of_the_mapping(text: str, after: str) -> None:
    root = parse_yaml(text, "a.yml").root
    assert isinstance(root, Mapping)
    job = root.get("job")
    assert job is not None
    changed, _, _ = apply(text, [(key_edit(text, job.span, "environment", "pypi"), "RB1")])
    assert changed == after


def test_a_word_is_found_in_the_lines_of_its_place() -> None:
    text = 'other: v*\ntags: ["v*",\n  v*-dev]\n'
    within = Span("a.yml", Position(2, 7), Position(3, 10))
    edit = word_edit(text, within, "v*", "v1")
    assert edit is not None
    assert apply(text, [(edit, "RB1")])[0] == 'other: v*\ntags: ["v1",\n  v*-dev]\n'


@pytest.mark.parametrize("text", ["v v", "vv", "v-x", "x/v", "", "v*"])
def test_a_word_that_is_not_there_once_is_left(text: str) -> None:
    assert word_edit(text, span(1, 1, 2), "v", "w") is None
