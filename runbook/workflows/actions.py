"""Local composite actions that hold an upload step.

A composite action has neither secrets nor permissions of its own: what its steps need of a
caller's secrets and variables becomes an input. Where its callers upload to different places, an
input says which of its steps run.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, TypeAlias

from runbook.workflows.conditions import only_if
from runbook.workflows.stored import PASSED, expressions_in
from runbook.workflows.uploads import upload_steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.workflows.emit import Data

    Steps: TypeAlias = list[dict[str, Data]]

CHOICE = "to"
_SELF_HOST = "github.com"  # GitHub Enterprise Server does not know `$/` (docs, July 2026)


def local_actions(plan: Plan) -> dict[str, dict[str, Data]]:
    """``action.yml`` data by folder, for every `via` of the plan's publications."""
    folders = dict.fromkeys(item.via.rstrip("/") for item in plan.publications if item.via)
    return {folder: _action(plan, _sharers(plan, folder)) for folder in folders}


def call_of(plan: Plan, item: Publication) -> dict[str, Data]:
    """The workflow step that calls the local action of `item`."""
    root = "$" if finds_itself(plan) else "."
    call: dict[str, Data] = {"name": "Publish", "uses": f"{root}/{item.via.strip('/')}"}
    sharers = _sharers(plan, item.via.rstrip("/"))
    given: dict[str, Data] = dict(_passed(upload_steps(plan, item)))
    if _differ(_variants(plan, sharers)):
        given[CHOICE] = _choices(sharers)[item.key]
    if given:
        call["with"] = given
    return call


def finds_itself(plan: Plan) -> bool:
    """Whether the forge finds a local action without a checkout."""
    return plan.project.host == _SELF_HOST


def _sharers(plan: Plan, folder: str) -> list[Publication]:
    return [item for item in plan.publications if item.via and item.via.rstrip("/") == folder]


def _choices(sharers: Sequence[Publication]) -> dict[str, str]:
    """What each publication passes: its registry, or its own key where that is not enough."""
    registries = [item.registry for item in sharers]
    return {
        item.key: item.registry if registries.count(item.registry) == 1 else item.key
        for item in sharers
    }


def _variants(plan: Plan, sharers: Sequence[Publication]) -> list[Steps]:
    return [upload_steps(plan, item) for item in sharers]


def _differ(variants: Sequence[Steps]) -> bool:
    first, *others = variants
    return any(other != first for other in others)


def _action(plan: Plan, sharers: Sequence[Publication]) -> dict[str, Data]:
    head: dict[str, Data] = {
        "name": "Publish",
        "description": "Uploads the distributions with the identity of the calling job.",
    }
    variants = _variants(plan, sharers)
    inputs = _inputs(variants)
    if inputs:
        head["inputs"] = inputs
    choices = [_choices(sharers)[item.key] for item in sharers]
    steps = _from_inputs(_steps(choices, variants))
    return {**head, "runs": {"using": "composite", "steps": steps}}


def _inputs(variants: Sequence[Steps]) -> dict[str, Data]:
    inputs: dict[str, Data] = {}
    if _differ(variants):
        inputs[CHOICE] = {"description": "Where to upload.", "required": True}
    every = [_passed(steps) for steps in variants]
    for name in dict.fromkeys(name for passed in every for name in passed):
        inputs[name] = {
            "description": "Of the calling workflow, which alone has it.",
            "required": all(name in passed for passed in every),
        }
    return inputs


def _passed(steps: Steps) -> dict[str, str]:
    """What a caller must pass: input names to its own expressions."""
    return {_input_name(hit[2]): hit[0] for hit in expressions_in(steps)}


def _from_inputs(value: Any) -> Any:  # noqa: ANN401 - steps are any data
    if isinstance(value, str):
        return PASSED.sub(lambda hit: f"${{{{ inputs.{_input_name(hit[2])} }}}}", value)
    if isinstance(value, dict):
        return {key: _from_inputs(item) for key, item in value.items()}
    return [_from_inputs(item) for item in value] if isinstance(value, list) else value


def _input_name(name: str) -> str:
    return name.lower().replace("_", "-")


def _steps(choices: Sequence[str], variants: Sequence[Steps]) -> list[Data]:
    """The steps of all callers in order; what only some of them run is conditional."""
    steps: list[Data] = []
    for row in zip_longest(*variants):
        distinct = [step for index, step in enumerate(row) if step and step not in row[:index]]
        for step in distinct:
            users = [name for name, one in zip(choices, row, strict=True) if one == step]
            shelled = {**step, "shell": "bash"} if "run" in step else dict(step)
            when = None if len(users) == len(row) else _for_one_of(users)
            steps.append(only_if(when, shelled))
    return steps


def _for_one_of(users: Sequence[str]) -> str:
    names = [name.replace("'", "''") for name in dict.fromkeys(users)]
    return " || ".join(f"inputs.{CHOICE} == '{name}'" for name in names)
