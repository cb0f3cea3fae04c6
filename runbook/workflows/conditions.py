"""The `if` that tells the releases of one workflow file apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.model.release import Release, StartedBy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runbook.workflows.emit import Data

EVENTS = {
    StartedBy.TAG: "push",
    StartedBy.MERGE: "push",
    StartedBy.DISPATCH: "workflow_dispatch",
    StartedBy.SCHEDULE: "schedule",
    StartedBy.RELEASE: "release",
}
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_SPECIAL = frozenset("[]?+\\")


def only_if(when: str | None, step: Mapping[str, Data]) -> dict[str, Data]:
    """The step, run where `when` holds too; None is always."""
    if when is None:
        return dict(step)
    own = step.get("if")
    both = f"({when}) && ({own})" if own else when
    return {"name": step["name"], "if": both, **{k: v for k, v in step.items() if k != "if"}}


def condition(
    mine: Sequence[Release], others: Sequence[Release], *, called: bool = False
) -> str | None:
    """An expression that holds in `mine` and not in `others`; None when none is needed.

    A `called` workflow has inputs of its own; those of the event are in its payload, as text.
    """
    if not others:
        return None
    parts = dict.fromkeys(_conjunction(item, others, called=called) for item in mine)
    if len(parts) == 1:
        return next(iter(parts))
    return " || ".join(f"({part})" if "&&" in part else part for part in parts)


def _conjunction(mine: Release, others: Sequence[Release], *, called: bool) -> str:
    parts: list[str] = []
    rivals = [item for item in others if EVENTS[item.by] == EVENTS[mine.by]]
    if len(rivals) < len(others) or not rivals:
        parts.append(f"github.event_name == '{EVENTS[mine.by]}'")
    same_kind = [item for item in rivals if item.by == mine.by]
    if len(same_kind) < len(rivals):
        parts.append(f"github.ref_type == '{'tag' if mine.by is StartedBy.TAG else 'branch'}'")
    if same_kind and mine.by is StartedBy.TAG:
        parts.append(pattern_condition(mine.tags))
    if same_kind and mine.by is StartedBy.DISPATCH:
        inputs = _payload_conditions if called else _input_conditions
        parts.extend(inputs(mine.inputs))
    return " && ".join(part for part in parts if part) or "true"


def pattern_condition(patterns: Sequence[str]) -> str:
    """Filter patterns as an expression over the ref's name.

    Exact for literals and stars; for other patterns it holds for more names, never for fewer, and
    the filter of the trigger decides the rest.
    """
    positive = [_one(item) for item in patterns if not item.startswith("!")]
    negative = [_one(item[1:]) for item in patterns if item.startswith("!")]
    wanted = " || ".join(f"({item})" if "&&" in item and len(positive) > 1 else item
                         for item in positive)  # fmt: skip
    if len(positive) > 1:
        wanted = f"({wanted})"
    refused = [f"!({item})" for item in negative]
    return " && ".join([*([wanted] if wanted else []), *refused])


def _one(pattern: str) -> str:
    literals = _literal_prefix(pattern).split("*")
    if literals == [pattern]:
        return f"github.ref_name == {_string(pattern)}"
    first, *rest = literals
    last = rest.pop() if not _SPECIAL.intersection(pattern) else ""
    parts = [f"startsWith(github.ref_name, {_string(first)})"] if first else []
    parts += [f"contains(github.ref_name, {_string(item)})" for item in rest if item]
    parts += [f"endsWith(github.ref_name, {_string(last)})"] if last else []
    return " && ".join(parts) or "true"


def _literal_prefix(pattern: str) -> str:
    """The pattern up to its first character that is neither a literal nor a star."""
    cut = next((index for index, char in enumerate(pattern) if char in _SPECIAL), None)
    return pattern if cut is None else pattern[:cut] + "*"


def _input_conditions(inputs: Mapping[str, str | bool]) -> list[str]:
    return [
        f"{'' if value else '!'}{_input(name)}"
        if isinstance(value, bool)
        else f"{_input(name)} == {_string(value)}"
        for name, value in inputs.items()
    ]


def _payload_conditions(inputs: Mapping[str, str | bool]) -> list[str]:
    words = {name: str(value).lower() if isinstance(value, bool) else value
             for name, value in inputs.items()}  # fmt: skip
    return [f"github.event.{_input(name)} == {_string(word)}" for name, word in words.items()]


def _input(name: str) -> str:
    return f"inputs.{name}" if _IDENTIFIER.match(name) else f"inputs[{_string(name)}]"


def _string(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
