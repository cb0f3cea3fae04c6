from __future__ import annotations

import time

import pytest

from runbook.diagnosis.hits import find_hits, find_text
from runbook.diagnosis.knowledge import knowledge
from runbook.diagnosis.lines import Line
from runbook.diagnosis.log import Excerpt


def hits(*lines: str) -> dict[str, int]:
    excerpt = Excerpt(tuple(Line(number, text) for number, text in enumerate(lines, 1)))
    return {hit.signature.id: hit.line.number for hit in find_hits([excerpt], knowledge())}


@pytest.mark.parametrize(
    ("message", "text", "expected"),
    [
        ("plain", "some plain text", {}),
        ("{a} is here", "who is here", {"a": "who"}),
        ("user '{user}' was", "x user 'ann' was y", {"user": "ann"}),
        ("got {value}", "got this and that", {"value": "this"}),
        ("got {value}", "got", None),
        ("got {value}", "got it", {"value": "it"}),
        ("{a}/{b} end", "o/r end", {"a": "o", "b": "r"}),
        ("a {x} b", "a " + "y" * 500 + " b", None),
        ("a {x} c", "a 1 a 2 c", {"x": "1 a 2"}),
        ("missing", "nothing", None),
    ],
)
def test_a_message_with_holes_is_found(
    message: str, text: str, expected: dict[str, str] | None
) -> None:
    found = find_text(message, text)
    assert (None if found is None else found[2]) == expected


def test_many_beginnings_cost_little() -> None:
    began = time.perf_counter()
    assert find_text("a {x} b {y} c {z} d", "a b c " * 20_000) is None
    assert time.perf_counter() - began < 1


def test_wrapped_and_prefixed_messages_are_found() -> None:
    assert hits("npm error 404 '@a/b@1' is not in", "npm error this registry.")["npm-put-404"] == 1
    assert "pypi-403-auth" in hits(
        "  Invalid or non-existent", "         authentication information."
    )
    assert "pypi-attest-tp-only" in hits(
        "Attestations are only supported", "when > using Trusted Publishing"
    )


def test_the_line_is_that_of_the_first_word() -> None:
    assert hits("noise", "noise", "code E404")["npm-put-404"] == 3
