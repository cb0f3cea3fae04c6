"""What pages say of a project on GitLab besides: tags, schedules, whether anybody approves."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind
from runbook.model.origin import Unset
from runbook.model.release import StartedBy
from runbook.simulation.gate import PROTECTING

if TYPE_CHECKING:
    from runbook.model.forge import Project
    from runbook.model.plan import Plan
    from runbook.model.release import Release

_LITERAL = re.compile(r"(?:[A-Za-z0-9_/@-]|\\[^A-Za-z0-9])(?![*?{])")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LITERAL_BACK = r"\1"


def approvals_exist(project: Project) -> bool | None:
    """Whether the plan of the project has approvals at all; None when nobody said which it is."""
    if project.forge is not ForgeKind.GITLAB:
        return True
    return None if isinstance(project.tier, Unset) else project.tier in PROTECTING


def tag_rules(plan: Plan) -> tuple[tuple[str, str, str], ...]:
    """(wildcard, expression, release): what protects the tags of each release by tag."""
    if plan.project.forge is not ForgeKind.GITLAB:
        return ()
    return tuple(
        (tag_wildcard(pattern), pattern, release.name)
        for release in plan.releases
        if release.by is StartedBy.TAG
        for pattern in release.tags
    )


def tag_wildcard(expression: str) -> str:
    """A wildcard of protected tags that covers every tag that `expression` matches."""
    if not expression.startswith("^") or "|" in expression:
        return "*"
    at = 1
    while hit := _LITERAL.match(expression, at):
        at = hit.end()
    literal = _ESCAPED.sub(_LITERAL_BACK, expression[1:at])
    return literal if expression[at:] == "$" else f"{literal}*"


def schedules(plan: Plan) -> tuple[tuple[Release, str], ...]:
    """The releases that start by the clock, each with the command that creates its schedule."""
    if plan.project.forge is not ForgeKind.GITLAB:
        return ()
    branch = plan.project.default_branch
    return tuple((release, _schedule(release, branch)) for release in plan.releases if release.cron)


def _schedule(release: Release, branch: str) -> str:
    words = ["glab", "schedule", "create", "--cron", release.cron or "", "--cronTimeZone", "UTC"]
    words += ["--description", release.name, "--ref", branch]
    return " ".join(map(shlex.quote, words)) + "\n"
