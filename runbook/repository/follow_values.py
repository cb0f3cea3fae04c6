"""What conditions and texts of a workflow come to under one sample event.

Secrets and outputs of steps become marks (see `scripts_words.reference`) in texts; in conditions
they are unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.expressions.evaluate import (
    Scope,
    Status,
    condition,
    evaluate,
    evaluate_or_unknown,
    split,
)
from runbook.forges.github.semantics.expressions.tokens import ExpressionError
from runbook.forges.github.semantics.expressions.values import (
    UNKNOWN_VALUE,
    Open,
    Value,
    Values,
    as_text,
    one_of,
)
from runbook.model.found import Possible
from runbook.repository.scripts_words import UNKNOWN, is_known, reference, references

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runbook.forges.github.syntax.model import Input, Matrix, Text

FORGE_TOKEN = "github.token"  # noqa: S105 - the name of an expression
_SECRET = re.compile(r"secrets(?:\.([A-Za-z0-9_-]+)|\['([A-Za-z0-9_-]+)'\])")
_OUTPUT = re.compile(r"steps\.([A-Za-z0-9_-]+)\.outputs(?:\.([A-Za-z0-9_-]+)|\['([^']+)'\])")
_MAX_ALTERNATIVES = 4
RUNNING = Status(success=True, failure=None, cancelled=None)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What expressions see.

    `secrets` maps names to marked texts; None passes every secret on. `gated` says that the job
    has an environment, whose own secrets it sees besides (docs.github.com "reuse workflows").
    """

    contexts: Mapping[str, Value] = field(default_factory=dict)
    secrets: Mapping[str, str] | None = None
    status: Status = RUNNING
    gated: bool = False

    def having(self, **contexts: Value) -> Knowledge:
        """The same with further contexts."""
        return replace(self, contexts={**self.contexts, **contexts})

    def holds(self, text: Text | None) -> bool | None:
        """Whether an `if` is true; None when it may be either. No `if` means success."""
        try:
            values = condition(text.value if text else "", Scope(self.contexts, self.status))
        except ExpressionError:
            return None
        return values.truth

    def value(self, text: Text) -> Values:
        """The values a text can have, a lone expression keeping its type."""
        return evaluate_or_unknown(text.value, self._scope(text.value))

    def text(self, text: str) -> str:
        """`text` as the runner would fill it, with marks for what is not known."""
        return self.alternatives(text)[0] if "${{" in text else text

    def alternatives(self, text: str) -> tuple[str, ...]:
        """The texts it can become when an expression has few values; at least one."""
        texts = [""]
        try:
            for piece, dynamic in split(text):
                choices = self._choices(piece) if dynamic else (piece,)
                if len(texts) * len(choices) > _MAX_ALTERNATIVES:
                    choices = (_combined(choices),)
                texts = [head + choice for head in texts for choice in choices]
        except ExpressionError:
            return (UNKNOWN,)
        return tuple(texts)

    def possible(self, text: Text) -> Possible:
        """The values of an environment's name; the empty text means that there is none."""
        found = self.value(text)
        members = dict.fromkeys(as_text(member) or None for member in found.members)
        clean = tuple(item for item in members if item is None or is_known(item))
        return Possible(clean, complete=found.complete and len(clean) == len(members))

    def _choices(self, expression: str) -> tuple[str, ...]:
        try:
            found = evaluate(expression, self._scope(expression))
        except ExpressionError:
            return (UNKNOWN,)
        texts = tuple(dict.fromkeys(as_text(member) for member in found.members))
        if found.complete and texts:
            return texts
        marked = "".join(text for text in texts if references(text))
        return (marked or UNKNOWN,)

    def _scope(self, expression: str) -> Scope:
        contexts = dict(self.contexts)
        if "secrets" in expression:
            names = {match[1] or match[2] for match in _SECRET.finditer(expression)}
            contexts["secrets"] = Open({name: self._secret(name) for name in names})
        if "steps." in expression:
            contexts["steps"] = _outputs(_OUTPUT.finditer(expression))
        return Scope(contexts, self.status)

    def _secret(self, name: str) -> str:
        if name.upper() == "GITHUB_TOKEN":
            return reference(FORGE_TOKEN)
        if self.secrets is None:
            return reference(f"secrets.{name}")
        passed = {key.upper(): value for key, value in self.secrets.items()}
        return passed.get(name.upper(), reference(f"secrets.{name}") if self.gated else "")


def matrix_context(matrix: Matrix | None) -> Value:
    """The ``matrix`` context: every value that a key can have."""
    if matrix is None:
        return None
    from runbook.source import to_python  # noqa: PLC0415 - only for matrices

    found: dict[str, list[Value]] = {}
    for key, nodes in matrix.dimensions.items():
        found.setdefault(key, []).extend(to_python(node) for node in nodes)
    for combination in matrix.include:
        for key, node in combination.items():
            found.setdefault(key, []).append(to_python(node))
    if matrix.dynamic:
        return Open()
    plain = {key: values for key, values in found.items() if not _dynamic(values)}
    return Open({key: one_of(values) for key, values in plain.items()})


def input_values(inputs: Iterable[Input]) -> dict[str, Value]:
    """What a person can enter at a dispatch: options, both truths, or any text."""
    found: dict[str, Value] = {}
    for item in inputs:
        if item.type == "boolean":
            found[item.name] = Values((True, False))
        elif item.options:
            found[item.name] = Values(item.options)
        else:
            found[item.name] = UNKNOWN_VALUE
    return found


def as_texts(inputs: Mapping[str, Value]) -> dict[str, Value]:
    """The same inputs as ``github.event.inputs`` has them: every value is a text."""
    return {
        name: Values(tuple(as_text(member) for member in value.members), value.rest)
        if isinstance(value, Values)
        else value
        for name, value in inputs.items()
    }


def typed(value: Values, kind: str) -> Value:
    """A value passed to an input of a type: texts become truths where the input wants them."""
    if kind != "boolean":
        return value
    truths = {"true": True, "false": False}
    members = tuple(
        truths.get(item.lower(), item) if isinstance(item, str) else item for item in value.members
    )
    return Values(members, value.rest)


def _outputs(matches: Iterable[re.Match[str]]) -> Value:
    steps: dict[str, dict[str, Value]] = {}
    for match in matches:
        name = match[2] or match[3]
        steps.setdefault(match[1], {})[name] = reference(f"steps.{match[1]}.outputs.{name}")
    return Open({step: Open({"outputs": Open(outputs)}) for step, outputs in steps.items()})


def _combined(choices: tuple[str, ...]) -> str:
    marked = "".join(choice for choice in choices if not is_known(choice))
    return marked or UNKNOWN


def _dynamic(values: Iterable[Value]) -> bool:
    return any(isinstance(value, str) and "${{" in value for value in values)
