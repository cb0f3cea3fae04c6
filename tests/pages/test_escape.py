from __future__ import annotations

import ast
import datetime as dt
import json
import re
import subprocess
from html.parser import HTMLParser

import hcl2
import pytest
from hostile import HOSTILE, hostile_text
from hypothesis import given

from runbook.pages.escape import (
    EscapeError,
    HclText,
    ShellText,
    hcl_string,
    html_text,
    json_value,
    plain,
    shell_word,
    yaml_scalar,
)
from runbook.source import parse_yaml, to_python
from runbook.text import visible


def encodable(text: str) -> bool:
    return not re.search("[\ud800-\udfff]", text)


SHELL_TEXTS = [text for text in HOSTILE if encodable(text) and "\0" not in text]


def bash_reads(words: list[str]) -> list[str]:
    script = "printf '%s\\0' " + " ".join(words)
    run = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
    return run.stdout.decode().split("\0")[:-1]


def test_bash_reads_each_word_back() -> None:
    assert bash_reads([shell_word(text) for text in SHELL_TEXTS]) == SHELL_TEXTS


@given(text=hostile_text().filter(lambda text: encodable(text) and "\0" not in text))
def test_bash_reads_any_word_back(text: str) -> None:
    word = shell_word(text)
    assert bash_reads([word]) == [text]
    assert "\n" not in word
    assert visible(word) == word


@given(text=hostile_text().filter(lambda text: encodable(text) and "${{" not in text))
def test_yaml_reads_any_scalar_back(text: str) -> None:
    scalar = yaml_scalar(text)
    document = parse_yaml(f"key: {scalar}\nlist: [{scalar}, {scalar}]\n", "x.yml")
    assert to_python(document.root) == {"key": text, "list": [text, text]}
    assert visible(scalar) == scalar


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Publish to PyPI", "Publish to PyPI"),
        ("actions/checkout@v4", "actions/checkout@v4"),
        ("v*", '"v*"'),
        ("on", '"on"'),
        ("1.10", '"1.10"'),
        (3, "3"),
        (True, "true"),
        (None, "null"),
        (["v*", "main"], '["v*", main]'),
        (dt.date(2026, 1, 29), '"2026-01-29"'),
    ],
)
def test_yaml_is_quoted_only_when_it_must_be(value: object, written: str) -> None:
    assert yaml_scalar(value) == written


def hcl_reads(source: str) -> str:
    """The string an HCL reader sees; python-hcl2 hands quoted strings over as written."""
    raw = hcl2.loads(f"x = {source}\n")["x"]
    inner = raw.removeprefix('"').removesuffix('"')
    assert not re.search(r"[$%]\{", inner), "a live template"
    return str(ast.literal_eval(f'"{inner}"'))


@given(text=hostile_text().filter(encodable))
def test_hcl_reads_any_string_back(text: str) -> None:
    assert hcl_reads(hcl_string(text)) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("${x}", '"\\u0024{x}"'),
        ("%{x}", '"\\u0025{x}"'),
        ("$${x}", '"$\\u0024{x}"'),
        (("v*", 1), '["v*", 1]'),
        (None, "null"),
        (False, "false"),
    ],
)
def test_hcl_spellings(value: object, written: str) -> None:
    assert hcl_string(value) == written


@given(text=hostile_text())
def test_json_reads_any_data_back(text: str) -> None:
    written = json_value({"key": [text, 1, None]})
    assert json.loads(written) == {"key": [text, 1, None]}
    assert not set(written) & set("<>&\n")


class Words(HTMLParser):
    """Collects text and one attribute; any element beyond the expected one is a failure."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.title: list[str | None] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "p"
        self.title += [value for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@given(text=hostile_text())
def test_html_shows_any_text_and_nothing_else(text: str) -> None:
    read = Words(f'<p title="{html_text(text)}">{html_text(text)}</p>')
    assert (read.text, read.title) == (visible(text), [visible(text)])


@pytest.mark.parametrize(
    ("escaper", "value"),
    [
        (shell_word, "\0"),
        (shell_word, "\ud800"),
        (shell_word, None),
        (shell_word, True),
        (shell_word, ["a"]),
        (shell_word, HclText('"x"')),
        (yaml_scalar, "${{ x }}"),
        (yaml_scalar, ["${{"]),
        (yaml_scalar, "\udfff"),
        (yaml_scalar, {"a": 1}),
        (yaml_scalar, 1.5),
        (hcl_string, "\ud800"),
        (hcl_string, object()),
        (html_text, None),
        (html_text, ShellText("x")),
        (json_value, {1, 2}),
        (json_value, float("nan")),
        (plain, b"bytes"),
    ],
    # No addresses of objects in the ids: parallel runs compare them.
    ids=lambda item: getattr(item, "__name__", repr(item).partition(" object at ")[0]),
)
def test_what_cannot_be_carried_is_refused(escaper: object, value: object) -> None:
    assert callable(escaper)
    with pytest.raises(EscapeError):
        escaper(value)
