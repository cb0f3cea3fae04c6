"""A workflow or action file read into the workflow model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import Problem
from runbook.forges.github.syntax.inputs import read_inputs
from runbook.forges.github.syntax.jobs import read_concurrency, read_jobs
from runbook.forges.github.syntax.model import Action, Workflow
from runbook.forges.github.syntax.permissions import read_permissions
from runbook.forges.github.syntax.reading import Reading, rest_of
from runbook.forges.github.syntax.steps import read_steps
from runbook.forges.github.syntax.triggers import read_outputs, read_triggers
from runbook.source import Mapping, Position, Span, parse_yaml

if TYPE_CHECKING:
    from runbook.source import Document

_WORKFLOW_TYPED = frozenset({"name", "on", "permissions", "env", "concurrency", "jobs"})
# actions/languageservices workflow-parser/src/workflow-v1.0.json@4043eda
_WORKFLOW_KNOWN = _WORKFLOW_TYPED | {"description", "run-name", "defaults"}
_ACTION_TYPED = frozenset({"inputs", "outputs"})


def read_workflow(text: str, path: str) -> Workflow:
    """Read the file `path` (relative to the repository's root) with the content `text`.

    What GitHub would refuse is kept in `problems`; the rest is read all the same.

    Raises:
        InputError: the text is not YAML, or exceeds the limits of `runbook.source`.
    """
    document = parse_yaml(text, path)
    reading = Reading(document)
    root = _root(document, reading)
    get = root.index.get
    reading.check_keys(root, _WORKFLOW_KNOWN)
    for key in ("on", "jobs"):
        if key not in root.index:
            reading.missing(key, root.span)
    return Workflow(
        path,
        root.span,
        name=reading.text(get("name")),
        triggers=read_triggers(get("on"), reading),
        permissions=read_permissions(get("permissions"), reading),
        env=reading.named_texts(get("env")),
        concurrency=read_concurrency(get("concurrency"), reading),
        jobs=read_jobs(get("jobs"), reading),
        problems=tuple(reading.problems),
        extra=rest_of(root, _WORKFLOW_TYPED),
        text=text,
    )


def read_action(text: str, path: str) -> Action:
    """Read an ``action.yml``; `extra` keeps the keys of ``runs`` too, as ``runs``.

    Raises:
        InputError: the text is not YAML, or exceeds the limits of `runbook.source`.
    """
    document = parse_yaml(text, path)
    reading = Reading(document)
    root = _root(document, reading)
    get = root.index.get
    runs = reading.mapping(get("runs"))
    if "runs" not in root.index:
        reading.missing("runs", root.span)
    using = reading.text(runs.get("using")) if runs else None
    if runs and using is None:
        reading.missing("using", runs.span)
    return Action(
        path,
        root.span,
        using.value if using else "",
        inputs=read_inputs(get("inputs"), "action", reading),
        outputs=read_outputs(get("outputs"), reading),
        steps=read_steps(runs.get("steps"), reading) if runs else (),
        image=reading.text(runs.get("image")) if runs else None,
        problems=tuple(reading.problems),
        extra=rest_of(root, _ACTION_TYPED),
        text=text,
    )


def _root(document: Document, reading: Reading) -> Mapping:
    if isinstance(document.root, Mapping):
        return document.root
    start = Position(1, 1)
    span = document.root.span if document.root else Span(document.file, start, start)
    if document.root is None:
        reading.problems.append(Problem("the file is empty", span, expected="a mapping"))
    else:
        reading.unexpected(document.root, "a mapping")
    return Mapping((), span, {})
