"""Which variables conditions see: those of the file besides those GitLab sets.

Source: gitlabhq/gitlabhq doc/ci/variables/_index.md (precedence), doc/ci/yaml/_index.md
(workflow:rules:variables, rules:changes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.expressions import evaluate
from runbook.model.origin import UNKNOWN, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.gitlab.syntax.model import Job, Pipeline, Word

    Values = Mapping[str, str | Unset | None]

_NOT_PUSHED = ("schedule", "web", "api", "trigger", "pipeline")


def global_scope(pipeline: Pipeline, variables: Values) -> dict[str, str | Unset | None]:
    """What `workflow:rules` see."""
    return _known(pipeline.variables, variables) | _set(variables)


def job_scope(job: Job, variables: Values, pipeline: Pipeline) -> dict[str, str | Unset | None]:
    """What the rules of a job see; what a person gives to a run goes before all the file says."""
    taken = job.inherits
    of_file = {**pipeline.variables}
    uncertain: set[str] = set()
    scope = global_scope(pipeline, variables)
    for item in pipeline.workflow or ():
        truth = evaluate(item.condition.value, scope).truth if item.condition else True
        truth = None if truth and item.looks_at_files else truth
        if truth is None:
            uncertain |= set(item.variables)
        elif truth:
            of_file |= item.variables
            break
    inherited = {name: word for name, word in of_file.items() if taken is None or name in taken}
    found = dict(variables) | _known(inherited, variables)
    found |= dict.fromkeys(uncertain, UNKNOWN)
    return found | _known(job.variables, variables) | _set(variables)


def changes_hold(variables: Values) -> bool | None:
    """Whether `changes` holds whatever changed: there is no push to a branch to compare with."""
    tag, source = variables.get("CI_COMMIT_TAG"), variables.get("CI_PIPELINE_SOURCE")
    return True if isinstance(tag, str) or source in _NOT_PUSHED else None


def _known(words: Mapping[str, Word], variables: Values) -> dict[str, str | Unset | None]:
    """The values of variables; one that names others is not worked out."""
    return {
        **variables,
        **{name: UNKNOWN if "$" in word.value else word.value for name, word in words.items()},
    }


def _set(variables: Values) -> dict[str, str]:
    return {name: value for name, value in variables.items() if isinstance(value, str)}
