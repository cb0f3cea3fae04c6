"""Whether the upload step of a job runs: its own `if`, also inside local composite actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.semantics.contexts import call_inputs
from runbook.forges.github.semantics.expressions.evaluate import (
    Scope,
    condition,
    evaluate_or_unknown,
)
from runbook.forges.github.semantics.expressions.tokens import ExpressionError
from runbook.forges.github.semantics.expressions.values import Open, Values
from runbook.forges.github.semantics.walks import flat
from runbook.simulation.budget import Budget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.github.syntax.model import Action, Job, Step, Text, Workflow
    from runbook.source import Span

MAX_DEPTH = 9  # of actions in actions: actions/runner ActionManager.cs@258d6c8


def step_scope(workflow: Workflow, job: Job, scope: Scope) -> Scope:
    """What the steps of a job see: its contexts and the environment variables written down.

    Every step before is taken to have succeeded; what steps leave behind is not known.
    """
    variables = Open()
    for written in (workflow.env, job.env):
        variables |= evaluated(written, scope)
    return Scope({**scope.contexts, "env": variables})


def upload_truth(  # noqa: PLR0913, PLR0917 - the last two are its own, for actions in actions
    steps: tuple[Step, ...],
    span: Span,
    scope: Scope,
    actions: Mapping[str, Action],
    budget: Budget | None = None,
    depth: int = 0,
) -> tuple[Step, bool | None] | None:
    """The step that holds the place `span`, and whether it runs; None when none holds it."""
    budget = Budget() if budget is None else budget
    for step in flat(steps):
        truth = step_truth(step, scope)
        if _holds(step.span, span):
            return step, truth
        action = _local_action(step, actions)
        if action is None or depth >= MAX_DEPTH or not budget.take():
            continue
        passed = evaluated(step.with_, scope)
        inner = Scope({**scope.contexts, "inputs": call_inputs(action.inputs, passed)})
        found = upload_truth(action.steps, span, inner, actions, budget, depth + 1)
        if found is not None:
            return found[0], _both(truth, found[1])
    return None


def step_truth(step: Step, scope: Scope) -> bool | None:
    """Whether a step runs after steps that succeeded; None when that is not known."""
    if step.condition is None:
        return True
    inner = Scope({**scope.contexts, "env": Open(scope.contexts.get("env", {}))})
    try:
        return condition(step.condition.value, inner).truth
    except ExpressionError:
        return None


def _holds(outer: Span, inner: Span) -> bool:
    return outer.file == inner.file and outer.start <= inner.start <= outer.end


def _local_action(step: Step, actions: Mapping[str, Action]) -> Action | None:
    uses = step.uses
    return actions.get(uses.path) if uses is not None and uses.is_local else None


def _both(first: bool | None, second: bool | None) -> bool | None:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def evaluated(written: Mapping[str, Text], scope: Scope) -> dict[str, Values]:
    """What each of the texts yields; one that GitHub refuses is not known."""
    return {name: evaluate_or_unknown(text.value, scope) for name, text in written.items()}
