"""Conditions that GitLab refuses, and with them the whole pipeline.

Source: gitlabhq/gitlabhq lib/gitlab/ci/config/entry/rules/rule.rb, policy.rb; the message as
firecow/gitlab-ci-local#1854 quotes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import Problem
from runbook.forges.gitlab.semantics.expressions.evaluate import fault
from runbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.forges.gitlab.syntax.model import Job, Pipeline, Word

_HINT = 'write $NAME without braces, patterns between slashes, and texts in quotes: $A == "b"'


def condition_problems(pipeline: Pipeline) -> tuple[Problem, ...]:
    """A problem for each condition of `rules`, `only` and `except` that is no expression."""
    found = []
    for where, word in _conditions(pipeline):
        why = fault(word.value)
        if why is not None:
            message = f"{where} invalid expression syntax: {plain(why)}"
            found.append(Problem(message, word.span, plain(word.value), hint=_HINT))
    return tuple(found)


def _conditions(pipeline: Pipeline) -> Iterator[tuple[str, Word]]:
    for item in pipeline.workflow or ():
        if item.condition is not None:
            yield "workflow:rules:rule if", item.condition
    for job in pipeline.jobs.values():
        yield from _of_job(job)


def _of_job(job: Job) -> Iterator[tuple[str, Word]]:
    name = plain(job.name)
    for item in job.rules or ():
        if item.condition is not None:
            yield f"jobs:{name}:rules:rule if", item.condition
    for key, limit in (("only", job.only), ("except", job.except_)):
        for word in limit.variables if limit else ():
            yield f"jobs:{name}:{key} variables", word
