"""What the scripts of a ``.gitlab-ci.yml`` seem to publish; includes and rules are not followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.errors import InputError
from runbook.model.forge import GITLAB_FILE
from runbook.repository.follow_commands import Call, Follower
from runbook.repository.follow_job import JobState
from runbook.repository.publish_packages import packages
from runbook.repository.publish_registry import registries
from runbook.source import Mapping, Scalar, Sequence, parse_yaml, walk
from runbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.repository.model import Repository
    from runbook.source import Node

_SCRIPTS = ("before_script", "script", "after_script")


@dataclass(frozen=True, slots=True)
class GitlabUpload:
    """An upload that a job's script seems to make; `line` is the job's in the pipeline file."""

    registry: str
    packages: tuple[str, ...]
    client: str
    job: str
    line: int


def is_gitlab(repository: Repository) -> bool:
    """Whether GitLab runs the repository's jobs, and GitHub none."""
    return repository.checkout.exists(GITLAB_FILE) and not repository.workflows


def gitlab_uploads(repository: Repository) -> Iterator[GitlabUpload]:
    """Every upload that a job's script runs, once a job and registry."""
    text = repository.checkout.read_text(GITLAB_FILE)
    try:
        root = parse_yaml(text or "", GITLAB_FILE).root
    except InputError:
        return
    follower = Follower(repository)
    for key, job in root.pairs if isinstance(root, Mapping) else ():
        if isinstance(job, Mapping) and not key.text.startswith("."):
            calls = dict(_of_job(job, follower))
            for registry, call in calls.items():
                yield GitlabUpload(
                    registry,
                    packages(call.invocation, registry, repository, call.folder, JobState()),
                    call.invocation.client.id,
                    plain(key.text),
                    key.span.start.line,
                )


def _of_job(job: Mapping, follower: Follower) -> Iterator[tuple[str, Call]]:
    script = "\n".join(line for name in _SCRIPTS for line in _lines(job.get(name)))
    for found in follower.follow(script, {"CI": "true", "CI_PROJECT_DIR": "."}, "", ""):
        if isinstance(found, Call):
            ids, _ = registries(found.invocation, JobState())
            yield from ((registry, found) for registry in ids)


def _lines(node: Node | None) -> Iterator[str]:
    if isinstance(node, (Scalar, Sequence)):
        yield from (item.text for item in walk(node) if isinstance(item, Scalar))
