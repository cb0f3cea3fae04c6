"""Faults that can be put into a world of GitLab; `faults` says what a fault is."""

from __future__ import annotations

from runbook.model.timeline import Result
from runbook.simulation.faults import FAULTS, Fault
from runbook.simulation.faults_pipeline import (
    free_plan,
    misspelt_environment,
    no_rule_holds,
    no_workflow_rule_holds,
    other_audience,
    other_entry_file,
    own_instance,
    renamed_id_token,
    token_beside,
    without_environment,
    without_id_tokens,
    without_needed_job,
)
from runbook.simulation.faults_settings import renamed_owner, renamed_repository

_SAME = {fault.id: fault for fault in FAULTS}

GITLAB_FAULTS = (
    _SAME["publisher-removed"],
    _SAME["publisher-environment"],
    Fault(
        "job-without-environment",
        "environment-missing-in-workflow",
        "The job lost its `environment`, the publisher still names it",
        without_environment,
    ),
    Fault(
        "job-environment-misspelt",
        "environment-mismatch",
        "The job misspells its environment; GitLab makes the misspelt one, without any protection",
        misspelt_environment,
    ),
    Fault(
        "pipeline-file-moved",
        "workflow-filename-mismatch",
        "The pipeline starts from a file of another name, or the project's CI/CD configuration "
        "file was changed",
        other_entry_file,
    ),
    Fault(
        "id-tokens-missing",
        "missing-id-token-permission",
        "The job has no `id_tokens`",
        without_id_tokens,
        fix="Add `id_tokens:` to the job, with the variable and `aud` of the page Workflows.",
    ),
    Fault(
        "id-token-renamed",
        "missing-id-token-permission",
        "The variable under `id_tokens` has another name than the client looks for",
        renamed_id_token,
        fix="Give the variable the name it has on the page Workflows.",
    ),
    Fault(
        "id-token-audience",
        "audience-mismatch",
        "The `aud` under `id_tokens` is not the registry's",
        other_audience,
        fix="Set `aud` as on the page Workflows.",
    ),
    Fault(
        "job-rules",
        "",
        "No rule of the uploading job holds for what is pushed",
        no_rule_holds,
        result=Result.NOT_STARTED,
        fix="Compare the regular expressions under `rules:` of the job with the ref; change them "
        "and start the release anew: a retried job has the old file.",
    ),
    Fault(
        "workflow-rules",
        "",
        "No rule under `workflow` holds for what is pushed",
        no_workflow_rule_holds,
        result=Result.NOT_STARTED,
        fix="Add a rule for the release under `workflow: rules:`, and start it anew.",
    ),
    Fault(
        "need-absent",
        "",
        "A job that the uploading one needs is not in the pipeline of this ref",
        without_needed_job,
        fix="Let the rules of the needed job hold whenever those of the uploading one do.",
    ),
    Fault(
        "token-beside",
        "token-in-use",
        "A variable with a stored token reaches the job as well",
        token_beside,
    ),
    Fault(
        "plan-without-approvals",
        "",
        "The plan is below Premium, or falls back to it",
        free_plan,
        result=Result.PUBLISHED,
        fix="Do not count on the approval: let protected tags say who can start the release.",
    ),
    Fault("owner-renamed", "owner-renamed", "The namespace was renamed", renamed_owner),
    Fault("repository-renamed", "repo-renamed", "The project was renamed", renamed_repository),
    Fault(
        "own-instance",
        "issuer-mismatch",
        "The project moved to a GitLab of one's own",
        own_instance,
    ),
    _SAME["other-package"],
    _SAME["stale-pending"],
    _SAME["first-version"],
)
