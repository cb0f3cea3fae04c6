"""YAML is read with positions and within limits."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from time import process_time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from runbook.errors import InputError
from runbook.source import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    Mapping,
    Scalar,
    Sequence,
    parse_yaml,
    to_python,
    walk,
)


def read(text: str) -> object:
    return to_python(parse_yaml(text, "x.yml").root)


def messages(text: str) -> list[str]:
    return [problem.message for problem in parse_yaml(text, "x.yml").problems]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", None),
        ("# nothing", None),
        ("~", None),
        ("on: yes", {"on": "yes"}),
        ("x: '010'", {"x": "010"}),
        ("x: !!str 010", {"x": "010"}),
        ('x: !!int "7"', {"x": 7}),
        ("x: ! 7", {"x": "7"}),
        ("1: a\ntrue: b", {"1": "a", "true": "b"}),
        ("- [a, {b: c}]\n- |\n  d\n", [["a", {"b": "c"}], "d\n"]),
        ("a: &x {k: 1}\nb: *x", {"a": {"k": 1}, "b": {"k": 1}}),
        ("a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}),
        ("\ufeffa: 1", {"a": 1}),
    ],
)
def test_data(text: str, data: object) -> None:
    assert read(text) == data


def test_positions_count_characters_from_one() -> None:
    root = parse_yaml("ä: [ö, 'ü']\nb:\n  c: d\n", "x.yml").root
    assert isinstance(root, Mapping)
    places = [
        (str(node.span), node.span.end.line, node.span.end.column)
        for node in walk(root)
        if isinstance(node, Scalar)
    ]
    assert places == [
        ("x.yml:1:1", 1, 2),
        ("x.yml:1:5", 1, 6),
        ("x.yml:1:8", 1, 11),
        ("x.yml:2:1", 2, 2),
        ("x.yml:3:3", 3, 4),
        ("x.yml:3:6", 3, 7),
    ]
    assert root.key("b").span.start.line == 2
    assert root.key("z") is None
    assert root.get("z") is None
    assert isinstance(root.get("ä"), Sequence)


def test_a_tag_of_its_own_is_kept() -> None:
    items = parse_yaml("- !v*\n- !!set x\n- !!str y\n", "x.yml").root.items
    assert [item.tag for item in items] == ["!v*", "tag:yaml.org,2002:set", None]


def test_of_duplicate_keys_the_first_counts_and_each_other_is_reported() -> None:
    assert read("a: 1\na: 2\nb: {c: 1, c: 2}") == {"a": 1, "b": {"c": 1}}
    assert messages("a: 1\na: 2\nb: {c: 1, c: 2}") == [
        "the key 'a' is already defined",
        "the key 'c' is already defined",
    ]


def test_merge_keys_are_not_merged_and_reported() -> None:
    assert read("a: &x {k: 1}\nb: {<<: *x}") == {"a": {"k": 1}, "b": {"<<": {"k": 1}}}
    assert messages("a: &x {k: 1}\nb: {<<: *x}") == ["merge keys (<<) are not supported here"]
    assert messages('"<<": 1') == []


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("a: [b\n", "this is not YAML", "x.yml:2:1"),
        ("a: 1\n\tb: 2", "this is not YAML", "x.yml:2:1"),
        ("a: ä\nb: ö\x1b", "this is not YAML", "x.yml:2:5"),
        ("a: \ud800", "this is not YAML", "x.yml:1:1"),
        ("a: 1\n---\nb: 2", "there is more than one document", "x.yml:2:1"),
        ("a: *b", "there is no anchor &b above", "x.yml:1:4"),
        ("a: &a [*a]", "there is no anchor &a above", "x.yml:1:8"),
        ("[a]: b", "a key must be a single value", "x.yml:1:1"),
    ],
)
def test_refused(text: str, message: str, place: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_yaml(text, "x.yml")
    (problem,) = caught.value.problems
    assert problem.message.startswith(message)
    assert str(problem.span) == place


BOMB = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
TALL = "".join(f"a{n}: &a{n} {'[' * 20}{f'*a{n - 1}' if n else 'x'}{']' * 20}\n" for n in range(6))


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 200_000, "- " * 200_000, "? " * 200_000, "{a: " * 200_000, BOMB, TALL),
        *("[" * (MAX_DEPTH + 2), "- x\n" * (MAX_NODES + 1), "x" * (MAX_BYTES + 1)),
    ],
    ids=["brackets", "dashes", "questions", "braces", "bomb", "tall", "deep", "many", "big"],
)
def test_what_is_too_much_is_refused_quickly(text: str) -> None:
    start = process_time()
    with pytest.raises(InputError) as caught:
        parse_yaml(text, "x.yml")
    assert process_time() - start < (5 if sys.gettrace() is None else 60)
    assert caught.value.problems[0].expected is not None


def test_the_limits_themselves_are_allowed() -> None:
    parse_yaml("[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH, "x.yml")
    parse_yaml("- x\n" * (MAX_NODES - 1), "x.yml")


def test_nothing_has_nothing_below_it() -> None:
    assert list(walk(None)) == []


def test_importing_it_loads_no_yaml() -> None:
    code = "import sys, runbook.source; sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


DATA = st.recursive(
    st.text(max_size=8) | st.integers() | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(DATA)
def test_what_another_writer_wrote_is_read_back(data: object) -> None:
    text = yaml.safe_dump(data)
    assert read(text) == data


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InputError):
        assert parse_yaml(text, "x.yml").text == text


def test_tags_of_lists_are_kept() -> None:
    root = parse_yaml("[!x [a], !!seq [b], ! [c], [d]]", "x.yml").root
    assert isinstance(root, Sequence)
    assert [item.tag for item in root.items if isinstance(item, Sequence)] == ["!x", *[None] * 3]


def test_as_written_keeps_every_pair() -> None:
    text = "a: 1\n<<: {b: 2}\n<<: {c: 3}\na: 4\n"
    document = parse_yaml(text, "x.yml", as_written=True)
    assert isinstance(document.root, Mapping)
    assert [key.text for key, _ in document.root.pairs] == ["a", "<<", "<<", "a"]
    assert to_python(document.root.get("a")) == 4
    assert document.problems == ()
    assert len(parse_yaml(text, "x.yml").problems) == 4
