"""From a file to a descriptor; the only way in."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from runbook.descriptor.build import build
from runbook.descriptor.entries import entries
from runbook.descriptor.github import GitHubDescriptor
from runbook.descriptor.gitlab import GitLabDescriptor
from runbook.descriptor.hygiene import hygiene
from runbook.descriptor.nodes import child, point, shown, text
from runbook.descriptor.read import read_text
from runbook.descriptor.references import references
from runbook.descriptor.report import problems_of
from runbook.errors import InputError, Problem
from runbook.source import Mapping, Position, Span, parse_yaml, to_python, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from runbook.model.descriptor import Descriptor
    from runbook.source import Document

MAX_VALUES = 20_000  # a monorepo of a thousand packages needs a tenth
MAX_PROBLEMS = 100
_BOM = "\ufeff"
_START = Position(1, 1)
_UNQUOTED = re.compile(r"[\[,:-]\s{0,9}[!*]")
_Root = TypeVar("_Root", GitHubDescriptor, GitLabDescriptor)


def load_descriptor(path: Path) -> Descriptor:
    """The descriptor in the file `path`.

    Raises:
        InputError: the file cannot be read, or is wrong; all its problems at once.
    """
    return parse_descriptor(read_text(path, str(path)), str(path))


def parse_descriptor(source: str, file: str) -> Descriptor:
    """The descriptor in the text `source`; errors call it `file`.

    Raises:
        InputError: with every problem of the text, in the order of the lines.
    """
    document = _parsed(source, file)
    root = document.root
    if not isinstance(root, Mapping):
        raise InputError([_no_mapping(document)])
    _bound(root)
    shape, wrong = _checked(root)
    problems = _in_order(document.problems, hygiene(root), wrong, _agreement(root))
    if problems or shape is None:
        raise InputError(problems)
    return build(shape, root, file)


def _parsed(source: str, file: str) -> Document:
    try:
        return parse_yaml(source.removeprefix(_BOM), file)
    except InputError as error:
        raise InputError([_quoting(problem, source) for problem in error.problems]) from None


def _quoting(problem: Problem, source: str) -> Problem:
    """`problem` with the hint that a pattern must be quoted, where its line holds such a one."""
    if problem.span is None or not problem.message.startswith("this is not YAML"):
        return problem
    lines = source.split("\n")
    line = lines[min(problem.span.start.line, len(lines)) - 1]
    if "${{" in line:
        return replace(problem, hint="expressions (${{ }}) are not allowed in a descriptor")
    if _UNQUOTED.search(line):
        return replace(problem, hint='a pattern that starts with ! or * must be quoted: "!v*"')
    return problem


def _bound(root: Mapping) -> None:
    """Refuse what only an attacker writes; everything after this is at worst quadratic."""
    if next(islice(walk(root), MAX_VALUES, None), None) is not None:
        message, expected = "the descriptor is too long", f"at most {MAX_VALUES} keys and values"
        raise InputError([Problem(message, point(root.span), expected=expected)])


def _no_mapping(document: Document) -> Problem:
    if document.root is None:
        message, span = "the descriptor is empty", Span(document.file, _START, _START)
    else:
        message, span = "a descriptor is a mapping", point(document.root.span)
    hint = "it starts with `runbook: 1`; `runbook init` writes one"
    return Problem(message, span, shown(document.root), "a mapping", hint)


def _provider(root: Mapping) -> str:
    return "gitlab" if text(child(root, "forge", "kind")) == "gitlab" else "github"


def _checked(
    root: Mapping,
) -> tuple[GitHubDescriptor | GitLabDescriptor | None, Iterable[Problem]]:
    if _provider(root) == "gitlab":
        return _shape(GitLabDescriptor, root)
    return _shape(GitHubDescriptor, root)


def _shape(model: type[_Root], root: Mapping) -> tuple[_Root | None, Iterable[Problem]]:
    try:
        return model.model_validate(to_python(root)), []
    except ValidationError as error:
        return None, problems_of(error, model, root)


def _agreement(root: Mapping) -> Iterator[Problem]:
    provider = _provider(root)
    yield from references(root, caseless=provider == "github")
    yield from entries(root, provider)


def _in_order(*stages: Iterable[Problem]) -> list[Problem]:
    """The first problems by position; of a value one stage refuses, later ones say nothing."""
    kept: list[Problem] = []
    for stage in stages:
        refused = {problem.span for problem in kept if problem.found is not None}
        fresh = (item for item in stage if item.found is None or item.span not in refused)
        kept += islice(fresh, MAX_PROBLEMS)
    problems = sorted(dict.fromkeys(kept), key=_position)
    if len(problems) < MAX_PROBLEMS:
        return problems
    return [*problems[:MAX_PROBLEMS], Problem(f"only the first {MAX_PROBLEMS} problems are shown")]


def _position(problem: Problem) -> Position:
    return problem.span.start if problem.span else _START
