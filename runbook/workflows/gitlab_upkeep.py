"""The jobs that keep the pages of a project on GitLab true and published, and their way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.workflows.clients import free_job
from runbook.workflows.commands import SITE, commands
from runbook.workflows.emit import emit
from runbook.workflows.gitlab import entry_rules, included_by
from runbook.workflows.gitlab_jobs import BUILD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.plan import Plan
    from runbook.workflows.emit import Data

FILE = ".gitlab/runbook.yml"
_USUAL = ".gitlab-ci.yml"
_IMAGE = "python:3.13-slim"
_CHANGE = {"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}
_DEFAULT_BRANCH = "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"


def jobs(plan: Plan, paths: Sequence[str]) -> dict[str, Data]:
    """The job that checks a merge request, and the one that publishes when one of `paths` changed.

    They are in the first stage, which has the same name in a pipeline of ours and in any other.
    """
    command = commands(plan)
    return {
        free_job(plan, "runbook-check"): {
            "stage": BUILD,
            "image": _IMAGE,
            "rules": [_CHANGE],
            "script": [command.install, command.check, command.sync],
        },
        free_job(plan, "runbook-pages"): {
            "stage": BUILD,
            "image": _IMAGE,
            "rules": [
                {
                    "if": f'$CI_PIPELINE_SOURCE == "push" && {_DEFAULT_BRANCH}',
                    "changes": [*paths, FILE],
                },
                {"if": f'$CI_PIPELINE_SOURCE == "web" && {_DEFAULT_BRANCH}'},
            ],
            "script": [command.install, command.build],
            "pages": {"publish": SITE},
            "artifacts": {"paths": [SITE], "expire_in": "1 week"},
        },
    }


def entry_file(plan: Plan) -> str:
    """The file that the project's pipelines start from."""
    names = [item.workflow for item in plan.releases]
    return _USUAL if _USUAL in names or not names else names[0]


def entry_head(plan: Plan) -> str:
    """What the entry file begins with, so that the jobs are there and their pipelines start."""
    name = entry_file(plan)
    includes = [*included_by(plan.publications, name), FILE]
    return emit(
        {
            "include": [{"local": f"/{file}"} for file in includes],
            "workflow": {"rules": [*entry_rules(plan, name), _CHANGE, {"if": _DEFAULT_BRANCH}]},
        }
    )
