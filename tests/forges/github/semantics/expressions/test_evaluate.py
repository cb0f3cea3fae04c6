from __future__ import annotations

import math
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.forges.github.semantics.expressions.evaluate import (
    Scope,
    Status,
    condition,
    evaluate,
    evaluate_text,
)
from runbook.forges.github.semantics.expressions.tokens import MAX_LENGTH, ExpressionError
from runbook.forges.github.semantics.expressions.values import (
    MAX_MEMBERS,
    UNKNOWN_TRUTH,
    UNKNOWN_VALUE,
    Open,
    Rest,
    Values,
    as_text,
    either,
    known,
    one_of,
    parse_number,
)

SCOPE = Scope(
    {
        "github": Open(
            ref="refs/tags/v1.2.3",
            event_name="push",
            event=Open(release={"prerelease": False}, labels=[{"name": "a"}, {"name": "b"}]),
            closed={"Key": "x"},
        ),
        "inputs": {"dry-run": False, "target": one_of(("pypi", "testpypi")), "count": 2},
        "matrix": {"os": ["linux", "mac"], "one": "1"},
    }
)


def value(text: str) -> Any:  # noqa: ANN401 - the value of an expression is any value
    found = evaluate(text, SCOPE)
    assert found.known, found
    return found.members[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'it''s'", "it's"),
        ("''", ""),
        ("1", 1),
        ("-1.5e1", -15),
        ("+.5", 0.5),
        ("0x1F", 31),
        ("0o17", 15),
        ("null", None),
        ("true", True),
        ("false", False),
        ("Infinity > 1", True),
        ("NaN == NaN", False),
        ("1 == '1'", True),
        ("1 == '0x1'", True),
        ("'a' == 'A'", True),
        ("'a' != 'A'", False),
        ("'a' < 'B'", True),
        ("'b' <= 'B'", True),
        ("2 > 1", True),
        ("1 >= 1", True),
        ("1 > 1", False),
        ("1 >= 2", False),
        ("1 < 1", False),
        ("2 <= 1", False),
        ("null == 0", True),
        ("null == ''", True),
        ("null == null", True),
        ("true == 1", True),
        ("'true' == true", False),
        ("'' == 0", True),
        ("'x' == 0", False),
        ("'x' < 1", False),
        ("!''", True),
        ("!!'x'", True),
        ("!true == false", True),
        ("!NaN", True),
        ("true && 'a' || 'b'", "a"),
        ("false && 'a' || 'b'", "b"),
        ("true && '' || 'b'", "b"),
        ("'' || null || 0", 0),
        ("1 && 2 && 3", 3),
        ("true || false && false", True),
        ("(true || false) && false", False),
        ("1 < 2 == true", True),
        ("github.ref", "refs/tags/v1.2.3"),
        ("GitHub.REF", "refs/tags/v1.2.3"),
        ("github['event_name']", "push"),
        ("github.event.release.prerelease", False),
        ("github.event.release.nothing", None),
        ("github.closed.key", "x"),
        ("github.ref.deeper", None),
        ("github.event.labels[1].name", "b"),
        ("github.event.labels[9].name", None),
        ("github.event.labels['x']", None),
        ("github.event.labels[-1]", None),
        ("inputs.dry-run", False),
        ("inputs.absent", None),
        ("inputs.absent.deeper", None),
        ("matrix.os[0]", "linux"),
        ("startsWith(github.ref, 'REFS/tags/')", True),
        ("startsWith(github.ref, 'refs/heads/')", False),
        ("endsWith('release.yml', 'YML')", True),
        ("endsWith('release.yml', 'yaml')", False),
        ("startsWith(123, '12')", True),
        ("contains('Release', 'LEA')", True),
        ("contains('a', 'b')", False),
        ("contains(matrix.os, 'LINUX')", True),
        ("contains(matrix.os, 'lin')", False),
        ("contains(fromJSON('[1, 2]'), '2')", True),
        ("contains(github.event.labels.*, 'a')", False),
        ("format('{0}-{1}-{0}', 'a', 1)", "a-1-a"),
        ("format('{{{0}}}', true)", "{true}"),
        ("format('x')", "x"),
        ("join(matrix.os)", "linux,mac"),
        ("join(matrix.os, ' + ')", "linux + mac"),
        ("join('x')", "x"),
        ("join(fromJSON('[1, null, true]'), '')", "1true"),
        ("toJSON('a')", '"a"'),
        ("fromJSON('{\"a\": [1]}').a[0]", 1),
        ("case(false, 'a', true, 'b', 'c')", "b"),
        ("case(false, 'a', 'c')", "c"),
        ("case(true, 'a', true, 'b', 'c')", "a"),
        ("always()", True),
        ("success()", True),
        ("failure() || cancelled()", False),
        ("SUCCESS()", True),
        ("github.event.labels.*[0]", {"name": "a"}),
        ("inputs.*[0]", False),
        ("github.ref.*[0]", None),
    ],
)
def test_known_values(text: str, expected: object) -> None:
    found = value(text)
    assert found == expected
    assert isinstance(found, bool) is isinstance(expected, bool)


@pytest.mark.parametrize(
    "text",
    [
        "vars.X",
        "secrets.X",
        "needs.build.outputs.x",
        "github.sha",
        "github.event.other.thing",
        "github[vars.X]",
        "vars.X.*",
        "github.*",
        "hashFiles('**/x')",
        "toJSON(github.event.labels[0].name) && vars.X",
        "fromJSON(vars.X)",
        "format('{0}', vars.X)",
        "join(vars.X)",
    ],
)
def test_what_is_not_known_stays_unknown(text: str) -> None:
    found = evaluate(text, SCOPE)
    assert not found.complete
    assert found.truth is None


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("vars.X && false", False),
        ("false && vars.X", False),
        ("vars.X || true", True),
        ("true || vars.X", True),
        ("vars.X && true", None),
        ("vars.X || false", None),
        ("!vars.X", None),
        ("!(vars.X && false)", True),
        ("vars.X == 'a'", None),
        ("vars.X < 'a'", None),
        ("startsWith(vars.X, 'a')", None),
        ("contains(vars.X, 'a')", None),
        ("(vars.X || true) && (vars.Y || true)", True),
        ("(vars.X && false) || (vars.Y && false)", False),
        ("case(vars.X, 'a', 'b')", True),
        ("case(vars.X, 'a', '')", None),
        ("inputs.target == 'pypi'", None),
        ("inputs.target != 'npm'", True),
        ("endsWith(inputs.target, 'pypi')", True),
    ],
)
def test_truth_of_what_is_partly_known(text: str, truth: bool | None) -> None:
    assert evaluate(text, SCOPE).truth is truth


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("inputs.target", {"pypi", "testpypi"}),
        ("vars.X && 'a' || 'b'", {"a", "b"}),
        ("format('{0}-x', inputs.target)", {"pypi-x", "testpypi-x"}),
        ("inputs.target == 'pypi' && 'a' || ''", {"a", ""}),
        ("vars.X && false", {False}),
        ('fromJSON(\'{"pypi": 1, "testpypi": 2}\')[inputs.target]', {1, 2}),
    ],
)
def test_members(text: str, members: set[object]) -> None:
    assert set(evaluate(text, SCOPE).members) == members


def test_a_ternary_of_the_unknown_is_complete() -> None:
    assert evaluate("vars.X && 'a' || 'b'", SCOPE).complete
    assert not evaluate("vars.X || 'b'", SCOPE).complete
    assert evaluate("vars.X || 'b'", SCOPE).rest is Rest.TRUTHY
    assert evaluate("vars.X && 'b'", SCOPE).rest is Rest.FALSY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "'open",
        "a b",
        "a ==",
        "== a",
        "(a",
        "a)",
        "a.",
        "a.1",
        "a[",
        "a[1",
        "f(",
        "f(a b)",
        "f(a,)",
        "nope(1)",
        "contains('a')",
        "contains('a', 'b', 'c')",
        '"double"',
        "a & b",
        "a = b",
        "1x",
        "1_0",
        "-",
        "$",
        "format('{1}', 'a')",
        "format('{', 'a')",
        "format('}', 'a')",
        "fromJSON('{')",
        "case(true, 1)",
        "case(true, 1, 2, 3)",
        "'a'.b",
        "(" * 60 + "a" + ")" * 60,
        "!" * 60 + "a",
        "a" + ".b" * 60,
        "a" + " == b" * 60,
        "f(" * 60,
        "a" * (MAX_LENGTH + 1),
    ],
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(text, SCOPE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("", ""),
        ("a-${{ 1 }}-${{ 'b' }}", "a-1-b"),
        ("${{ true }}", True),
        ("${{true}} ", "true "),
        ("${{ '}}' }}", "}}"),
        ("${{ 'it''s }}' }}x", "it's }}x"),
        ("$${{ 1 }}", "$1"),
    ],
)
def test_texts(text: str, expected: object) -> None:
    found = evaluate_text(text, SCOPE)
    assert found == known(expected) or (text == "" and found.members == ("",))


@pytest.mark.parametrize("text", ["${{ 1", "${{", "a ${{ '}}", "${{ }}"])
def test_texts_that_do_not_close_are_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate_text(text, SCOPE)


FAILED = Status(success=False, failure=True)
OPEN = Status(success=None, failure=None)


@pytest.mark.parametrize(
    ("text", "status", "truth"),
    [
        ("", Status(), True),
        ("", FAILED, False),
        ("", OPEN, None),
        ("true", FAILED, False),
        ("${{ true }}", FAILED, False),
        ("true", OPEN, None),
        ("false", OPEN, False),
        ("always()", FAILED, True),
        ("always() && false", FAILED, False),
        ("failure()", FAILED, True),
        ("!failure()", FAILED, False),
        ("!cancelled()", FAILED, True),
        ("!cancelled() && true", OPEN, True),
        ("contains(format('{0}', failure()), 'true')", FAILED, True),
        ("(success() || true)", FAILED, True),
        ("fromJSON('{\"a\": 1}')[format('{0}', always())] || true", FAILED, True),
        ("${{ false }} && true", Status(), True),
        ("${{ false }} && true", FAILED, False),
        ("github.ref == 'refs/tags/v1.2.3'", Status(), True),
        ("  ${{ false }}  ", Status(), False),
    ],
)
def test_conditions(text: str, status: Status, truth: bool | None) -> None:
    assert condition(text, Scope(SCOPE.contexts, status)).truth is truth


def test_members_are_bounded() -> None:
    many = one_of(range(100))
    assert len(many.members) == MAX_MEMBERS
    assert many.rest is Rest.ANYTHING
    scope = Scope({"a": one_of(range(30)), "b": one_of(range(30))})
    found = evaluate("format('{0}{1}{0}{1}', a, b)", scope)
    assert len(found.members) <= MAX_MEMBERS
    assert not found.complete


def test_a_list_with_unknown_members() -> None:
    scope = Scope({"a": ["x", UNKNOWN_VALUE]})
    assert evaluate("contains(a, 'x')", scope).truth is True
    assert evaluate("contains(a, 'y')", scope) == UNKNOWN_TRUTH
    assert not evaluate("join(a)", scope).complete
    assert not evaluate("toJSON(a)", scope).complete


def test_long_results_are_refused() -> None:
    scope = Scope({"a": "x" * 60_000})
    with pytest.raises(ExpressionError):
        evaluate("format('{0}{0}', a)", scope)
    with pytest.raises(ExpressionError):
        evaluate_text("${{ a }}${{ a }}", scope)
    with pytest.raises(ExpressionError):
        evaluate("join(fromJSON('[1, 2, 3]'), a)", scope)
    assert evaluate("join(fromJSON('[1, 2]'), a)", scope).known


@pytest.mark.parametrize("digits", [400, 5_000])
def test_numbers_beyond_every_float(digits: int) -> None:
    scope = Scope({"a": 10**400, "b": -(10**400), "c": "9" * digits})
    assert evaluate("format('{0}', a)", scope) == known("Infinity")
    assert evaluate("b < 1", scope).truth is True
    found = evaluate_text("${{ c }}", scope)
    assert found.known


def test_data_nested_beyond_reason_is_refused() -> None:
    scope = Scope({"a": "[" * 900 + "]" * 900})
    try:
        found = evaluate("format('{0}', fromJSON(a))", scope)
    except ExpressionError:
        return
    assert found == known("Array")


@pytest.mark.parametrize(
    ("text", "number"),
    [("", 0), (" 1 ", 1), ("1e3", 1000), ("0x10", 16), ("-Infinity", -math.inf), ("9" * 50, 1e50)],
)
def test_numbers(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text", ["1_0", "x", "0b1", "inf", "nan", "1f", "0xg", "٣", "9" * 500, "0o8"]
)
def test_what_is_no_number(text: str) -> None:
    assert math.isnan(parse_number(text))


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (None, ""),
        (True, "true"),
        (1.0, "1"),
        (0.5, "0.5"),
        (math.nan, "NaN"),
        ([], "Array"),
        ({}, "Object"),
    ],
)
def test_values_as_texts(given: object, text: str) -> None:
    assert as_text(given) == text


KINDS = st.sampled_from(
    [known(value=True), known(value=False), UNKNOWN_TRUTH, UNKNOWN_VALUE, Values((1,), Rest.FALSY)]
)


@given(KINDS, KINDS)
def test_either_covers_both(first: Values, second: Values) -> None:
    both = either(first, second)
    assert set(first.members) | set(second.members) == set(both.members)
    assert both.complete is (first.complete and second.complete)
    truths = {first.truth, second.truth}
    assert both.truth is (truths.pop() if len(truths) == 1 else None)


@given(st.text("ab.'()[]!=<>&|*, 01", max_size=30))
def test_any_text_is_a_value_or_refused(text: str) -> None:
    try:
        found = evaluate(text, SCOPE)
    except ExpressionError:
        return
    assert isinstance(found, Values)


def test_long_expressions_take_linear_time() -> None:
    start = time.process_time()
    evaluate(" || ".join(["vars.X"] * 2_000), SCOPE)
    evaluate("contains('" + "a" * 15_000 + "', 'b')", SCOPE)
    assert time.process_time() - start < 2
