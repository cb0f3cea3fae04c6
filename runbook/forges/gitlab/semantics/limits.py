"""Whether `only` and `except` let a job in.

Source: gitlabhq/gitlabhq doc/ci/yaml/deprecated_keywords.md, lib/gitlab/ci/build/policy/refs.rb,
lib/gitlab/ci/config/entry/policy.rb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.expressions.evaluate import evaluate
from runbook.forges.gitlab.semantics.expressions.values import matches, pattern_of
from runbook.forges.gitlab.semantics.scope import changes_hold
from runbook.model.origin import UNKNOWN, Unset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runbook.forges.gitlab.syntax.model import Limit

    Variables = Mapping[str, str | Unset | None]

DEFAULT_REFS = ("branches", "tags")


def lets_in(limit: Limit | None, variables: Variables) -> bool | None:
    """Whether `only` lets the pipeline in: each kind of condition that it names must hold."""
    refs = _ref_words(limit)
    kinds = [some(_ref_fits(ref, variables) for ref in (DEFAULT_REFS if refs is None else refs))]
    if limit is not None and limit.variables:
        kinds.append(_variables_hold(limit, variables))
    if limit is not None and limit.looks_at_files:
        kinds.append(_files_hold(limit, variables))
    return every(kinds)


def keeps_out(limit: Limit, variables: Variables) -> bool | None:
    """Whether `except` keeps the pipeline out: one kind of condition is enough."""
    kinds = [some(_ref_fits(ref, variables) for ref in _ref_words(limit) or ())]
    kinds.append(_variables_hold(limit, variables))
    if limit.looks_at_files:
        kinds.append(_files_hold(limit, variables))
    return some(kinds)


def some(answers: Iterable[bool | None]) -> bool | None:
    """Whether one of them is true; None when that is not known."""
    known = list(answers)
    return True if True in known else None if None in known else False


def every(answers: Iterable[bool | None]) -> bool | None:
    """Whether all of them are true; None when that is not known."""
    known = list(answers)
    return False if False in known else None if None in known else True


def _ref_words(limit: Limit | None) -> tuple[str, ...] | None:
    if limit is None or limit.refs is None:
        return None
    return tuple(word.value for word in limit.refs)


def _files_hold(limit: Limit, variables: Variables) -> bool | None:
    return changes_hold(variables) if limit.changes_only else None


def _variables_hold(limit: Limit, variables: Variables) -> bool | None:
    return some(evaluate(word.value, variables).truth for word in limit.variables)


def _ref_fits(word: str, variables: Variables) -> bool | None:
    """Whether a keyword, name or pattern, perhaps with ``@group/project``, fits the pipeline."""
    word, at, path = word.partition("@")
    project = variables.get("CI_PROJECT_PATH", UNKNOWN)
    fits_path = None if isinstance(project, Unset) else project == path
    return every([fits_path if at else True, _name_fits(word, variables)])


def _name_fits(word: str, variables: Variables) -> bool | None:
    kind = _kind(variables)
    if kind is not None and word == kind:
        return True
    source = variables.get("CI_PIPELINE_SOURCE", UNKNOWN)
    named = None
    if isinstance(source, str):
        singular = source.removesuffix("_event")
        named = word in (singular, plural(singular))
    if kind == "neither":
        return named
    if kind is None:
        return named or None
    return some([named, _ref_name_fits(word, variables)])


def _kind(variables: Variables) -> str | None:
    """The keyword for what the pipeline is of; "neither" for a merge request."""
    tag = variables.get("CI_COMMIT_TAG", UNKNOWN)
    branch = variables.get("CI_COMMIT_BRANCH", UNKNOWN)
    if isinstance(tag, str):
        return "tags"
    if isinstance(branch, str):
        return "branches"
    return "neither" if tag is None and branch is None else None


def _ref_name_fits(word: str, variables: Variables) -> bool | None:
    ref = variables.get("CI_COMMIT_REF_NAME", UNKNOWN)
    if not isinstance(ref, str):
        return None
    pattern = pattern_of(word)
    return word == ref if pattern is None else matches(pattern, ref)


def plural(word: str) -> str:
    """The plural of a pipeline source: pushes, schedules."""
    return word + ("es" if word.endswith("sh") else "s")
