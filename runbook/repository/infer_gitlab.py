"""What the scripts of a ``.gitlab-ci.yml`` seem to publish; includes and rules are not followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import InputError
from runbook.model.forge import GITLAB_FILE
from runbook.repository.follow_commands import Call, Follower
from runbook.repository.follow_job import JobState
from runbook.repository.publish_registry import registries
from runbook.source import Mapping, Scalar, Sequence, parse_yaml, walk
from runbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.repository.model import Repository
    from runbook.source import Node

_SCRIPTS = ("before_script", "script", "after_script")


def gitlab_uploads(repository: Repository) -> Iterator[tuple[str, str, int]]:
    """Registry, job and line of every upload that a job's script runs."""
    text = repository.checkout.read_text(GITLAB_FILE)
    try:
        root = parse_yaml(text or "", GITLAB_FILE).root
    except InputError:
        return
    follower = Follower(repository)
    for key, job in root.pairs if isinstance(root, Mapping) else ():
        if isinstance(job, Mapping) and not key.text.startswith("."):
            for registry in dict.fromkeys(_of_job(job, follower)):
                yield registry, plain(key.text), key.span.start.line


def _of_job(job: Mapping, follower: Follower) -> Iterator[str]:
    script = "\n".join(line for name in _SCRIPTS for line in _lines(job.get(name)))
    for found in follower.follow(script, {"CI": "true", "CI_PROJECT_DIR": "."}, "", ""):
        if isinstance(found, Call):
            ids, _ = registries(found.invocation, JobState())
            yield from ids


def _lines(node: Node | None) -> Iterator[str]:
    if isinstance(node, (Scalar, Sequence)):
        yield from (item.text for item in walk(node) if isinstance(item, Scalar))
