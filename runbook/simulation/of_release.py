"""The event that a release of the plan is started by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind
from runbook.model.release import Release, StartedBy
from runbook.model.timeline import Event, EventKind
from runbook.simulation.examples import USUAL_TAGS, example_ref

if TYPE_CHECKING:
    from runbook.model.forge import Project

# On GitLab the branches of a merge are expressions, which the descriptor made of their names.
_ESCAPED = re.compile(r"\A\^|\$\Z|\\(.)", re.DOTALL)
_LITERAL = r"\1"


def example_tag(project: Project, release: Release) -> str:
    """A tag that starts the release: the stated example, else one its filters admit."""
    if release.example:
        return release.example
    if project.forge is ForgeKind.GITLAB and release.tags:
        from runbook.forges.gitlab.semantics.samples import sample  # noqa: PLC0415 - another forge

        return sample(release.tags, USUAL_TAGS) or USUAL_TAGS[0]
    return example_ref(release.tags) or USUAL_TAGS[0]


def branch_name(pattern: str) -> str:
    """The name of a branch of a release; a filter of GitHub stays as it is."""
    named = pattern.startswith("^") and pattern.endswith("$")
    return _ESCAPED.sub(_LITERAL, pattern) if named else pattern


def event_of(project: Project, release: Release) -> Event:
    """The event as it will happen, with an example of its ref."""
    branch = next(iter(release.branches), project.default_branch)
    if release.by is StartedBy.TAG:
        return Event(EventKind.PUSH, f"refs/tags/{example_tag(project, release)}")
    if release.by is StartedBy.MERGE and project.forge is ForgeKind.GITLAB:
        return Event(EventKind.PUSH, f"refs/heads/{branch_name(branch)}")
    if release.by is StartedBy.MERGE:
        return Event(
            EventKind.PUSH, f"refs/heads/{example_ref((branch,), (), (branch,)) or branch}"
        )
    if release.by is StartedBy.RELEASE:
        activity = next(iter(release.types), "published")
        return Event(
            EventKind.RELEASE, f"refs/tags/{example_tag(project, release)}", activity=activity
        )
    if release.by is StartedBy.SCHEDULE:
        return Event(EventKind.SCHEDULE, f"refs/heads/{project.default_branch}")
    return Event(
        EventKind.DISPATCH,
        f"refs/heads/{branch}",
        inputs=release.inputs,
        workflow=release.workflow,
    )
