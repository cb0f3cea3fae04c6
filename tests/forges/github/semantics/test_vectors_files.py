"""Environment names, `uses` and YAML hold for every vector."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from vector_data import Vector, section

from runbook.errors import InputError
from runbook.forges.github.semantics.contexts import call_inputs
from runbook.forges.github.semantics.environments import environment_names
from runbook.forges.github.semantics.expressions.evaluate import Scope
from runbook.forges.github.semantics.expressions.tokens import ExpressionError
from runbook.forges.github.semantics.expressions.values import Open, one_of
from runbook.forges.github.syntax.model import Input, UsesKind
from runbook.forges.github.syntax.read import read_workflow
from runbook.forges.github.syntax.uses import parse_uses
from runbook.source import Position, Span, parse_yaml, to_python

if TYPE_CHECKING:
    from runbook.forges.github.syntax.model import Workflow

HERE = Span("a.yml", Position(1, 1), Position(1, 1))
CHOICE = Input("environment", HERE, "choice", options=("pypi", "testpypi"))
PASSED = Input("environment", HERE)


def read_job(lines: list[str]) -> Workflow:
    """The job of a vector: its keys stand on one line, joined by a plus, or in block form."""
    body = "\n".join(f"    {line}" for line in lines)
    if "uses:" not in body:
        body += "\n    runs-on: x\n    steps: [{run: x}]"
    text = f"on: push\njobs:\n  job:\n{body}\n"
    return read_workflow(text, ".github/workflows/a.yml")


def scopes() -> dict[str, Scope]:
    """The ways a name can be reached: from any event, by a dispatch, by two callers."""
    github = Open(event_name=one_of(("push", "release", "workflow_dispatch")))
    passed = {"environment": one_of(("pypi", "testpypi"))}
    return {
        "": Scope({"github": github, "inputs": Open()}),
        "dispatch": Scope({"github": github, "inputs": passed}),
        "call": Scope({"github": github, "inputs": call_inputs((PASSED,), passed)}),
    }


@pytest.mark.parametrize("vector", section("environment_names"))
def test_environment_name(vector: Vector) -> None:
    lines = (
        vector["yaml"].split(" + ") if "\n" not in vector["yaml"] else vector["yaml"].split("\n")
    )
    workflow = read_job(lines)
    job = workflow.jobs.get("job")
    static = vector["static"]
    if static == "invalid" and workflow.problems:
        return
    assert not workflow.problems
    name = job.environment.name.value
    reached = scopes()
    if static == "invalid":
        with pytest.raises(ExpressionError):
            environment_names(name, reached[""])
    elif isinstance(static, str) and static.startswith("unknown"):
        assert not environment_names(name, reached[""]).complete
    elif isinstance(static, str) and "workflow_call" in static:
        for way in ("dispatch", "call"):
            assert set(environment_names(name, reached[way]).values) == {"pypi", "testpypi"}
    elif isinstance(static, str) and " " in static:  # prose: it depends on the event or the matrix
        assert not environment_names(name, reached[""]).known
    else:
        found = environment_names(name, reached[""])
        wanted = static if isinstance(static, list) else [static]
        assert (set(found.values), found.complete) == (set(wanted), True)


def kind_of(vector: Vector) -> UsesKind:
    """The kind the prose of a vector names."""
    prose, where = vector["kind"], vector["where"]
    if prose.startswith("invalid"):
        return UsesKind.INVALID
    if prose.startswith("docker"):
        return UsesKind.DOCKER
    if vector["uses"].startswith("$/"):
        return UsesKind.SELF
    remote = "other repository" in prose if where == "job" else prose.startswith("remote")
    return UsesKind.REMOTE if remote else UsesKind.LOCAL


@pytest.mark.parametrize("vector", section("uses"))
def test_uses(vector: Vector) -> None:
    uses = parse_uses(vector["uses"], HERE, vector["where"])
    assert uses.kind is kind_of(vector)
    if "subdirectory" in vector["kind"] and uses.kind is UsesKind.REMOTE:
        assert uses.path == vector["kind"].split()[-1].strip("/")


TYPES = {"string": str, "number": (int, float), "boolean": bool, "null": type(None)}


@pytest.mark.parametrize("vector", section("yaml"))
def test_yaml(vector: Vector) -> None:
    expect = vector.get("expect")
    if isinstance(expect, str) and expect.startswith("parse error"):
        with pytest.raises(InputError):
            parse_yaml(vector["text"], "a.yml")
        return
    document = parse_yaml(vector["text"], "a.yml")
    data = to_python(document.root)
    if "expect_key" in vector:
        assert list(data) == [vector["expect_key"]]
    elif "type" in vector:
        (value,) = data.values()
        assert isinstance(value, TYPES[vector["type"]])
        both_nan = isinstance(value, float) and math.isnan(value) and math.isnan(expect)
        assert both_nan or (value == expect and isinstance(value, bool) is isinstance(expect, bool))
    else:
        assert bool(document.problems) is (
            "not supported" in expect or "error" in expect or "already defined" in expect
        )
