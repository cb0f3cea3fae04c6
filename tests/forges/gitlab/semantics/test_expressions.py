"""Conditions hold as GitLab says, and no text makes the evaluator raise or hang."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from runbook.forges.gitlab.semantics.expressions.evaluate import evaluate, fault
from runbook.forges.gitlab.semantics.expressions.tokens import MAX_LENGTH
from runbook.model.origin import UNKNOWN

FOLDER = Path(__file__).parent.parent / "vectors" / "expressions"
VARIABLES = {
    "TAG": "v1.2.3",
    "MAIN": "main",
    "EMPTY": "",
    "BLANK": " ",
    "NOTHING": None,
    "OPEN": UNKNOWN,
    "RE": r"/^v\d/",
    "BAD": "/(/",
}
WORDS = ["$TAG", "$OPEN", "$NOTHING", "$EMPTY", '"x"', "null", "true", "/ab+/", "(", ")"]
OPERATORS = ["==", "!=", "=~", "!~", "&&", "||"]


def cases() -> list[Any]:
    """Every item of every file in the folder."""
    return [
        pytest.param(item, id=item["if"])
        for path in sorted(FOLDER.glob("*.yaml"))
        for item in yaml.safe_load(path.read_text())
    ]


@pytest.mark.parametrize("case", cases())
def test_condition(case: dict[str, Any]) -> None:
    answer = evaluate(case["if"], VARIABLES)
    found = "refused" if answer.invalid else answer.truth
    assert found == case["is"]
    assert bool(answer.reason) == (answer.truth is None)
    why = fault(case["if"])
    assert (why is not None) == answer.invalid
    assert why == case.get("why", why)


def test_the_reason_names_what_is_open() -> None:
    reason = evaluate("$OPEN && $TAG && $OPEN && $OTHER", VARIABLES).reason
    assert reason == "it depends on $OPEN, $OTHER"


def test_the_reason_names_a_pattern_or_the_refusal() -> None:
    assert evaluate(r"$TAG =~ /\pL+/", {"TAG": "v1"}).reason == (
        "what its pattern matches is not known here"
    )
    refused = evaluate("$TAG ==", VARIABLES)
    assert refused.reason == "GitLab refuses the condition '$TAG ==': == lacks a side"


def test_at_most_99_words() -> None:
    text = " && ".join(["$TAG"] * 50)
    assert evaluate(text, VARIABLES).truth is True
    assert fault(f"{text} &&") == "it has 100 words or more"


def test_at_most_20000_characters() -> None:
    text = "x" * (MAX_LENGTH - 2)
    assert evaluate(f'"{text}"', {}).truth is True
    assert fault(f'"{text}" ') == "it is longer than 20000 characters"


@given(st.lists(st.sampled_from(WORDS + OPERATORS), max_size=12))
def test_more_knowledge_never_turns_an_answer_round(words: list[str]) -> None:
    """What is answered with an open variable is answered so whatever its value is."""
    text = " ".join(words)
    answer = evaluate(text, VARIABLES)
    for value in (None, "", "x", "v1", "/ab/"):
        closer = evaluate(text, VARIABLES | {"OPEN": value})
        assert closer.invalid == answer.invalid
        if answer.truth is not None:
            assert closer.truth in (answer.truth, None)


@given(st.text(alphabet="$TAG =~!&|()/\"'null\\[]*+a{1}\n", max_size=60) | st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    answer = evaluate(text, VARIABLES)
    assert answer.truth is not None or answer.reason


@pytest.mark.parametrize(
    "text",
    [
        "/" + "\\/" * (MAX_LENGTH // 2 - 10),
        "$TAG =~ /" + "(a*)*" * 300 + "b/",
        "(" * MAX_LENGTH,
        " " * MAX_LENGTH,
        '"' * MAX_LENGTH,
        "$" + "A" * (MAX_LENGTH - 1),
        "$TAG && " * (MAX_LENGTH // 8),
    ],
    ids=["slashes", "pattern", "parentheses", "spaces", "quotes", "name", "words"],
)
def test_hostile_conditions_take_no_time(text: str) -> None:
    start = perf_counter()
    evaluate(text, VARIABLES | {"TAG": "a" * 5000})
    assert perf_counter() - start < 2
