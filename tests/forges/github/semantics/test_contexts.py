from __future__ import annotations

from typing import Any

import pytest

from runbook.forges.github.semantics.contexts import (
    call_inputs,
    default_of,
    dispatch_inputs,
    github_context,
)
from runbook.forges.github.semantics.environments import environment_names
from runbook.forges.github.semantics.expressions.evaluate import Scope, evaluate
from runbook.forges.github.semantics.expressions.tokens import ExpressionError
from runbook.forges.github.semantics.expressions.values import (
    UNKNOWN_VALUE,
    Open,
    known,
    one_of,
)
from runbook.forges.github.semantics.matrices import combinations
from runbook.forges.github.syntax.model import Input, Text
from runbook.forges.github.syntax.read import read_workflow
from runbook.model.identity import Identity
from runbook.model.timeline import Event, EventKind
from runbook.source import Position, Span

HERE = Span("a.yml", Position(1, 1), Position(1, 1))
ME = Identity("acme", "demo", owner_id="42", visibility="private")
WORKFLOW = read_workflow("name: CI\non: push\njobs: {}\n", ".github/workflows/ci.yml")


def github(event: Event, ref: str | None = None) -> Scope:
    context = github_context(ME, WORKFLOW, event, event.ref if ref is None else ref)
    return Scope({"github": context})


PUSH = Event(EventKind.PUSH, "refs/tags/v1", message="fix: x")
RELEASE = Event(EventKind.RELEASE, "refs/tags/v1", activity="published", prerelease=True)
PULL = Event(EventKind.PULL_REQUEST, "refs/pull/5/merge", activity="opened", fork=True, base="dev")
RUN = Event(EventKind.WORKFLOW_RUN, "", activity="completed", workflow="CI", base="v1")
DISPATCH = Event(EventKind.DISPATCH, "refs/heads/main", inputs={"x": "1"})


@pytest.mark.parametrize(
    ("event", "text", "expected"),
    [
        (PUSH, "github.ref_name", "v1"),
        (PUSH, "github.ref_type", "tag"),
        (PUSH, "github.workflow", "CI"),
        (PUSH, "github.workflow_ref", "acme/demo/.github/workflows/ci.yml@refs/tags/v1"),
        (PUSH, "github.repository_owner_id", "42"),
        (PUSH, "github.event.head_commit.message", "fix: x"),
        (PUSH, "github.event.deleted", False),
        (PUSH, "github.event.repository.private", True),
        (PUSH, "github.event.repository.default_branch", "main"),
        (PUSH, "github.event.release.tag_name", None),
        (PUSH, "github.head_ref", ""),
        (PUSH, "github.base_ref", ""),
        (RELEASE, "github.event.action", "published"),
        (RELEASE, "github.event.release.tag_name", "v1"),
        (RELEASE, "github.event.release.prerelease", True),
        (PULL, "github.base_ref", "dev"),
        (PULL, "github.ref_name", "5/merge"),
        (PULL, "github.ref_type", "branch"),
        (PULL, "github.event.pull_request.head.repo.fork", True),
        (PULL, "github.event.pull_request.base.ref", "dev"),
        (RUN, "github.event.workflow_run.head_branch", "v1"),
        (RUN, "github.event.workflow_run.name", "CI"),
        (DISPATCH, "github.event.inputs.x", "1"),
        (DISPATCH, "github.ref_name", "main"),
    ],
)
def test_github_context(event: Event, text: str, expected: object) -> None:
    assert evaluate(text, github(event)) == known(expected)


@pytest.mark.parametrize(
    "text",
    ["github.sha", "github.actor", "github.repository_id", "github.event.head_commit.id"],
)
def test_github_context_does_not_guess(text: str) -> None:
    assert not evaluate(text, github(PUSH)).complete


def test_a_fork_hides_its_name_and_the_bot_is_known() -> None:
    text = "github.event.pull_request.head.repo.full_name"
    own = Event(EventKind.PULL_REQUEST, "refs/pull/5/merge", activity="opened")
    assert not evaluate(text, github(PULL)).complete
    assert evaluate(text, github(own)) == known("acme/demo")
    assert not evaluate("github.head_ref", github(own)).complete
    bot = Event(EventKind.DISPATCH, "refs/heads/main", by_forge_token=True)
    assert evaluate("github.actor", github(bot)) == known("github-actions[bot]")


def text(value: str) -> Text:
    return Text(value, HERE)


FLAG = Input("Dry-Run", HERE, "boolean", text("true"))
PICK = Input("target", HERE, "choice", options=("a", "b"))
COUNT = Input("count", HERE, "number", text("2"))
NAME = Input("name", HERE, default=text("x"))
DYNAMIC = Input("dynamic", HERE, default=text("${{ github.ref }}"))


def test_dispatch_inputs_are_typed() -> None:
    found = dispatch_inputs((FLAG, PICK, COUNT, NAME), {"dry-run": "false", "TARGET": "b"})
    assert found == {
        "Dry-Run": known(value=False),
        "target": known("b"),
        "count": known(2.0),
        "name": known("x"),
    }
    assert dispatch_inputs((FLAG,), {"Dry-Run": True}) == {"Dry-Run": known(value=True)}


def test_call_inputs_keep_what_is_not_known() -> None:
    found = call_inputs((FLAG, NAME, PICK), {"DRY-RUN": UNKNOWN_VALUE, "name": one_of("yz")})
    assert not found["Dry-Run"].complete
    assert found["name"] == one_of("yz")
    assert found["target"] == known("")


def test_defaults() -> None:
    assert default_of(Input("x", HERE, "boolean")) == known(value=False)
    assert default_of(Input("x", HERE, "number")) == known(0)
    assert default_of(Input("x", HERE)) == known("")
    assert default_of(FLAG) == known(value=True)
    assert not default_of(DYNAMIC).complete


def matrix(yaml: str, **contexts: object) -> list[dict[str, Any]]:
    body = f"    strategy:\n      matrix: {yaml}\n    runs-on: x\n    steps: [{{run: x}}]\n"
    workflow = read_workflow(f"on: push\njobs:\n  a:\n{body}", ".github/workflows/a.yml")
    return [dict(item) for item in combinations(workflow.jobs["a"].matrix, Scope(contexts))]


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("{a: [1, 2]}", [{"a": 1}, {"a": 2}]),
        ("{a: [1, 2], b: [x]}", [{"a": 1, "b": "x"}, {"a": 2, "b": "x"}]),
        ("{a: [1, 2], exclude: [{a: 1}]}", [{"a": 2}]),
        ("{a: [1, 2], exclude: [{a: 1, b: 3}]}", [{"a": 1}, {"a": 2}]),
        ("{a: [1, 2], include: [{a: 1, c: 5}]}", [{"a": 1, "c": 5}, {"a": 2}]),
        ("{a: [1], include: [{c: 5}]}", [{"a": 1, "c": 5}]),
        ("{a: [1], include: [{a: 3, c: 5}]}", [{"a": 1}, {"a": 3, "c": 5}]),
        ("{include: [{a: 1}, {a: 2}]}", [{"a": 1}, {"a": 2}]),
        ("{a: [1], include: [{a: 2}, {c: 5}]}", [{"a": 1, "c": 5}, {"a": 2}]),
        ("{a: []}", [{}]),
        ("{a: ['${{ github.ref }}', x]}", [{"a": known("r")}, {"a": "x"}]),
        ("{a: \"${{ fromJSON('[1, 2]') }}\"}", [{"a": 1}, {"a": 2}]),
        ('{a: "${{ vars.X }}"}', [{"a": UNKNOWN_VALUE}]),
        ('{a: "${{ nope( }}"}', [{"a": UNKNOWN_VALUE}]),
        ('{include: [{a: "${{ vars.X }}"}]}', [{"a": UNKNOWN_VALUE}]),
    ],
)
def test_matrices(yaml: str, expected: list[dict[str, Any]]) -> None:
    assert matrix(yaml, github={"ref": "r"}) == expected


def test_no_matrix_is_one_run_and_an_unknown_one_is_open() -> None:
    assert combinations(None, Scope({})) == ({},)
    job = "{strategy: {matrix: '${{ fromJSON(vars.X) }}'}, runs-on: x, steps: []}"
    workflow = read_workflow(f"on: push\njobs: {{a: {job}}}", ".github/workflows/a.yml")
    (only,) = combinations(workflow.jobs["a"].matrix, Scope({}))
    assert isinstance(only, Open)


def test_matrices_are_bounded() -> None:
    wide = ", ".join(str(number) for number in range(40))
    assert len(matrix(f"{{a: [{wide}], b: [{wide}]}}")) == 256
    includes = ", ".join(f"{{a: {number}}}" for number in range(300))
    assert len(matrix(f"{{include: [{includes}]}}")) == 256


@pytest.mark.parametrize(
    ("name", "values", "complete"),
    [
        ("pypi", ("pypi",), True),
        ("  pypi ", ("pypi",), True),
        ("", (None,), True),
        ("${{ '' }}", (None,), True),
        ("${{ inputs.target }}", ("pypi", "testpypi"), True),
        ("${{ inputs.target }}-x", ("pypi-x", "testpypi-x"), True),
        ("${{ vars.X && 'a' || '' }}", ("a", None), True),
        ("${{ github.x }}", (), False),
        ("${{ vars.X || 'a' }}", ("a",), False),
        ("${{ inputs.dry && 'a' }}", ("false",), True),
    ],
)
def test_environment_names(name: str, values: tuple[str | None, ...], complete: bool) -> None:
    inputs = {"target": one_of(("pypi", "testpypi")), "dry": False}
    found = environment_names(name, Scope({"github": Open(), "inputs": inputs}))
    assert (found.values, found.complete) == (values, complete)


@pytest.mark.parametrize("context", ["secrets", "env", "steps", "runner", "job"])
def test_contexts_that_the_key_does_not_offer(context: str) -> None:
    with pytest.raises(ExpressionError, match=context):
        environment_names(f"x-${{{{ {context}.y }}}}", Scope({}))
