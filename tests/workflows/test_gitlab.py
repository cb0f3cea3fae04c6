from __future__ import annotations

from typing import Any

import pytest

from runbook.descriptor.load import parse_descriptor
from runbook.plan import make_plan
from runbook.source import parse_yaml, to_python
from runbook.workflows.compose import compose
from runbook.workflows.gitlab_jobs import gaps

HEAD = "runbook: 1\nowner: acme/tools\nrepo: demo\nforge: {kind: gitlab}\nenvironments: {}\n"

BY_HAND = (
    '$CI_PIPELINE_SOURCE == "web" '
    "&& ($CI_COMMIT_BRANCH =~ /^release\\/1\\.x$/ || $CI_COMMIT_TAG =~ /^v1$/)"
)


def pipeline(release: str, entry: str = "", more: str = "") -> dict[str, Any]:
    return pipelines(release, entry, more)[".gitlab-ci.yml"]


def pipelines(release: str, entry: str = "", more: str = "") -> dict[str, dict[str, Any]]:
    text = (
        f"{HEAD}workflows: {{.gitlab-ci.yml: {{releases: {{production: {{{release}}}}}}}}}\n"
        f"registries: [{{registry: pypi, package: demo, job: upload, workflow: "
        f"{entry or '.gitlab-ci.yml'}}}]\n{more}"
    )
    files = compose(make_plan(parse_descriptor(text, "runbook.yaml")))
    return {path: to_python(parse_yaml(text, path).root) for path, text in files.items()}


@pytest.mark.parametrize(
    ("release", "rule"),
    [
        (r"by: tag, tags_matching: '^v\d+'", r"$CI_COMMIT_TAG =~ /^v\d+/"),
        ("by: tag, tags_matching: '^a/b$'", r"$CI_COMMIT_TAG =~ /^a\/b$/"),
        (
            "by: merge, branches: [main]",
            '$CI_PIPELINE_SOURCE == "push" && ($CI_COMMIT_BRANCH =~ /^main$/)',
        ),
        ("by: dispatch, from: [release/1.x, refs/tags/v1]", BY_HAND),
        (
            "by: schedule, cron: '30 4 * * 1'",
            '$CI_PIPELINE_SOURCE == "schedule" && ($CI_COMMIT_BRANCH =~ /^main$/)',
        ),
    ],
    ids=["tag", "slash", "merge", "by hand", "schedule"],
)
def test_a_release_runs_for_its_own_pipelines_only(release: str, rule: str) -> None:
    made = pipeline(release)
    assert made["workflow"]["rules"] == [{"if": rule}]
    assert made["upload"]["rules"] == [{"if": rule}]


def test_the_identity_is_only_in_the_job_that_uploads() -> None:
    made = pipeline("by: tag, tags_matching: v")
    assert [name for name, job in made.items() if "id_tokens" in job] == ["upload"]
    assert made["upload"]["id_tokens"] == {"PYPI_ID_TOKEN": {"aud": "pypi"}}
    assert made["upload"]["needs"] == [{"job": "build-python", "artifacts": True}]


def test_the_job_stands_in_the_file_that_is_included() -> None:
    made = pipelines("by: tag, tags_matching: v", "[.gitlab-ci.yml, ci/publish.yml]")
    assert made[".gitlab-ci.yml"]["include"] == [{"local": "/ci/publish.yml"}]
    assert "upload" not in made[".gitlab-ci.yml"]
    assert list(made["ci/publish.yml"]) == ["upload"]


def test_versions_are_compared_with_the_tag_before_anything_is_uploaded() -> None:
    more = "versions: [{file: pyproject.toml, key: project.version}]\n"
    made = pipeline("by: tag, tags_matching: v", more=more)
    assert made["versions"]["rules"] == [{"if": "$CI_COMMIT_TAG"}]
    assert made["upload"]["needs"][0] == {"job": "versions", "optional": True}


def test_a_build_that_gitlab_cannot_run_is_told() -> None:
    text = (
        f"{HEAD}workflows: {{.gitlab-ci.yml: {{releases: {{production: {{by: merge}}}}}}}}\n"
        "registries: [{registry: pypi, package: demo, workflow: .gitlab-ci.yml, build: maturin}]\n"
    )
    plan = make_plan(parse_descriptor(text, "runbook.yaml"))
    assert gaps(plan) == ("The build for demo: add a job that stores the files in dist/.",)
    (made,) = compose(plan).values()
    assert "needs:" not in made


def test_a_second_registry_of_one_job_is_told() -> None:
    both = "registry: {registry}, package: demo, job: upload, workflow: .gitlab-ci.yml"
    entries = "".join(f"- {{{both.replace('{registry}', one)}}}\n" for one in ("pypi", "npm"))
    text = (
        f"{HEAD}workflows: {{.gitlab-ci.yml: {{releases: {{production: "
        f"{{by: tag, tags_matching: '^v'}}}}}}}}\nregistries:\n{entries}"
    )
    (told,) = gaps(make_plan(parse_descriptor(text, "runbook.yaml")))
    assert told.startswith("The upload to npm in upload, which uploads to PyPI")
