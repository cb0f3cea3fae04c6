"""Steps of a job and of a composite action, with step groups (``parallel``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import Problem
from runbook.forges.github.syntax.model import Step, Uses, UsesKind
from runbook.forges.github.syntax.reading import rest_of
from runbook.forges.github.syntax.uses import parse_uses, uses_refusal
from runbook.text import plain

if TYPE_CHECKING:
    from runbook.forges.github.syntax.reading import Reading
    from runbook.forges.github.syntax.uses import Where
    from runbook.source import Mapping, Node

_TYPED = frozenset(
    (
        *("id", "name", "uses", "run", "shell", "working-directory", "if", "with", "env"),
        *("continue-on-error", "parallel"),
    )
)
# actions/languageservices workflow-parser/src/workflow-v1.0.json@4043eda
_KNOWN = _TYPED | {"timeout-minutes", "background", "wait", "wait-all", "cancel"}
_KINDS = ("run", "uses", "wait", "wait-all", "cancel", "parallel")


def read_steps(node: Node | None, reading: Reading) -> tuple[Step, ...]:
    """The steps of a list; what is not a mapping is left out and reported."""
    found = ((index, reading.mapping(item)) for index, item in enumerate(reading.items(node)))
    return tuple(_step(index, item, reading) for index, item in found if item is not None)


def read_uses(node: Node | None, where: Where, reading: Reading) -> Uses | None:
    """The ``uses`` of a step or job with its trailing comment; a refused one is reported."""
    text = reading.text(node)
    if text is None:
        return None
    uses = parse_uses(text.value, text.span, where, reading.comment_behind(text.span))
    if uses.kind is UsesKind.INVALID:
        message = uses_refusal(uses, where)
        reading.problems.append(Problem(message, text.span, plain(uses.text)))
    return uses


def _step(index: int, node: Mapping, reading: Reading) -> Step:
    get = node.index.get
    _check(node, reading)
    step_id = reading.text(get("id"))
    return Step(
        index,
        node.span,
        id=step_id.value if step_id else "",
        name=reading.text(get("name")),
        uses=read_uses(get("uses"), "step", reading),
        run=reading.text(get("run")),
        shell=reading.text(get("shell")),
        working_directory=reading.text(get("working-directory")),
        condition=reading.text(get("if")),
        with_=reading.caseless_texts(get("with")),
        env=reading.named_texts(get("env")),
        continue_on_error=reading.text(get("continue-on-error")),
        parallel=read_steps(get("parallel"), reading),
        extra=rest_of(node, _TYPED),
    )


def _check(node: Mapping, reading: Reading) -> None:
    reading.check_keys(node, _KNOWN)
    kinds = [key for key, _ in node.pairs if key.text in _KINDS]
    if not kinds:
        message = "There's not enough info to determine what you meant."
        hint = f"Add one of these properties: {', '.join(sorted(_KINDS))}"
        reading.problems.append(Problem(message, node.span, hint=hint))
    for key in kinds[1:]:
        reading.unexpected(key, f"a step of one kind; this one has {kinds[0].text!r}")
