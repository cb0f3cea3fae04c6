"""Which variables conditions see: those of the file besides those GitLab sets.

Source: gitlabhq/gitlabhq doc/ci/variables/_index.md (precedence), doc/ci/yaml/_index.md
(workflow:rules:variables, rules:changes), doc/ci/jobs/job_rules.md@06b63cf (CI_JOB_NAME).
"""

from __future__ import annotations

from collections import ChainMap
from functools import lru_cache
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.expressions.evaluate import evaluate
from runbook.model.origin import UNKNOWN, Unset
from runbook.model.same import Same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.gitlab.syntax.model import Job, Pipeline, Word

    Values = Mapping[str, str | Unset | None]
    Scope = ChainMap[str, str | Unset | None]

_NOT_PUSHED = ("schedule", "web", "api", "trigger", "pipeline")


def global_scope(pipeline: Pipeline, variables: Values) -> Scope:
    """What `workflow:rules` see."""
    return ChainMap(_given(Same(variables)), _known(pipeline.variables), dict(variables))


def job_scope(job: Job, variables: Values, pipeline: Pipeline) -> Scope:
    """What the rules of a job see; what a person gives to a run goes before all the file says."""
    of_file = _of_file(Same(pipeline), Same(variables))
    if job.inherits is not None:
        of_file = {name: of_file[name] for name in job.inherits if name in of_file}
    own: dict[str, str | Unset | None] = {
        "CI_JOB_NAME": UNKNOWN if job.copies else job.name,
        "CI_JOB_STAGE": job.stage.value,
    }
    given = _given(Same(variables))
    return ChainMap(given, own, _known(job.variables), of_file, _copied(Same(variables)))


def changes_hold(variables: Values) -> bool | None:
    """Whether `changes` holds whatever changed: there is no push to a branch to compare with."""
    tag, source = variables.get("CI_COMMIT_TAG"), variables.get("CI_PIPELINE_SOURCE")
    return True if isinstance(tag, str) or source in _NOT_PUSHED else None


# Every job of a pipeline asks for these, and a hostile one has many jobs, rules and variables.
@lru_cache(maxsize=8)
def _of_file(pipeline: Same[Pipeline], variables: Same[Values]) -> dict[str, str | Unset | None]:
    """What `variables` at the top say, and those of the rule of `workflow` that holds."""
    found = _known(pipeline.of.variables)
    open_: set[str] = set()
    scope = global_scope(pipeline.of, variables.of)
    for item in pipeline.of.workflow or ():
        truth = evaluate(item.condition.value, scope).truth if item.condition else True
        truth = None if truth and item.looks_at_files else truth
        if truth is None:
            open_.update(item.variables)
        elif truth:
            found |= _known(item.variables)
            break
    return found | dict.fromkeys(open_, UNKNOWN)


@lru_cache(maxsize=8)
def _given(variables: Same[Values]) -> dict[str, str | Unset | None]:
    return {name: value for name, value in variables.of.items() if isinstance(value, str)}


@lru_cache(maxsize=8)
def _copied(variables: Same[Values]) -> dict[str, str | Unset | None]:
    return dict(variables.of)


def _known(words: Mapping[str, Word]) -> dict[str, str | Unset | None]:
    """The values of variables; one that names others is not worked out."""
    return {name: UNKNOWN if "$" in word.value else word.value for name, word in words.items()}
