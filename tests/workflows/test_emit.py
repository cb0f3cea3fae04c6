from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from runbook.source import parse_yaml, to_python
from runbook.workflows.emit import Data, Noted, Raw, emit, scalar

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
TRICKY = st.sampled_from(
    (
        *("", "~", "yes", "on", "null", "010", "1e3", "12:30:45", "2026-11-21", "- a", "a: b"),
        *("#", "&x", "*x", "!v*", "|", ">", "%", "@", "`", "a #b", " a", "a ", "\t", "\n"),
        *("a\nb\n", "\x85", "\u2028", "'", '"', "\\", "${{ x }}", "{a}", "[a]", "a, b", "<<"),
        *("=", "...", "---", "\ufeff", "🎉"),
    )
)
TEXTS = ANY_TEXT | TRICKY


def read(text: str) -> object:
    return to_python(parse_yaml(text, "f.yml").root)


@given(TEXTS)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    data: dict[str, Data] = {"key": text, "list": [text], "flow": Raw((text, "z"))}
    expected = {"key": text, "list": [text], "flow": [text, "z"]}
    assert read(emit(data)) == expected
    assert yaml.safe_load(emit(data)) == expected


@given(st.dictionaries(TEXTS.filter(bool), TEXTS, min_size=1, max_size=4))
def test_any_key_comes_back_as_it_was(mapping: dict[str, str]) -> None:
    assert read(emit({"outer": mapping})) == {"outer": mapping}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("v1.2", "v1.2"),
        ("on", '"on"'),
        ("1.0", '"1.0"'),
        ("${{ github.ref }}", "${{ github.ref }}"),
        ("!v*", '"!v*"'),
        ("a: b", '"a: b"'),
        ('push "$file"', "'push \"$file\"'"),
        ('it\'s "x"', '"it\'s \\"x\\""'),
        (True, "true"),
        (7, "7"),
        (None, "null"),
    ],
)
def test_a_scalar_is_quoted_only_when_it_must_be(
    value: str | bool | int | None, expected: str
) -> None:
    assert scalar(value) == expected


def test_a_script_becomes_a_block_and_a_pin_keeps_its_comment() -> None:
    text = emit(
        {
            "on": {"push": {"tags": ["v*"]}},
            "jobs": {
                "a": {"steps": [{"uses": Noted("o/r@1", "v1"), "run": "one\ntwo\n"}]},
                "b": {"needs": Raw(("a",)), "permissions": {}},
            },
        },
        header="Made here.",
    )
    assert text == (
        "# Made here.\n\non:\n  push:\n    tags:\n      - v*\n\njobs:\n  a:\n    steps:\n"
        "      - uses: o/r@1 # v1\n        run: |\n          one\n          two\n\n"
        "  b:\n    needs: [a]\n    permissions: {}\n"
    )


def test_a_list_in_a_list_is_refused() -> None:
    with pytest.raises(TypeError):
        emit({"a": [["b"]]})
