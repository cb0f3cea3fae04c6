"""RB208: a job that checks out a private repository may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Fix, Severity, Unknown
from runbook.model.origin import Unset
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.edits import scope_edit
from runbook.rules.uploads import publishing, publishing_steps, written_grant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.rules.uploads import Placed

_CHECKOUT = "actions/checkout"


def _check(case: Case) -> Outcome:
    visibility = case.plan.project.visibility
    blind = list(_blind(case))
    if visibility == "public" or not blind:
        return verdict([], [item.file for item in publishing(case)])
    if isinstance(visibility, Unset):
        return Unknown("say `visibility:` in the descriptor: it matters in private repositories")
    return verdict([_finding(item) for item in blind], [])


def _blind(case: Case) -> Iterator[Placed]:
    """Checkouts of this repository with the run's own token, which may not read it."""
    for item in publishing_steps(case):
        own = {"token", "ssh-key", "repository"}.isdisjoint(item.step.with_)
        if item.step.uses is None or item.step.uses.action != _CHECKOUT or not own:
            continue
        grant = written_grant(item.workflow, item.job)
        if grant is not None and grant.explicit and grant.level("contents") == "none":
            yield item


def _finding(item: Placed) -> Finding:
    permissions = item.job.permissions or item.workflow.permissions
    return RULE.finding(
        f"the job {item.job.id} checks the repository out and may not read it: once any "
        "permission is written, all others are none",
        in_file(item.step.uses.span if item.step.uses else item.step.span, "the checkout"),
        in_file(permissions.span if permissions else item.job.key_span, "the permissions"),
        found="contents: none",
        expected="contents: read",
        fix=Fix(RULE.fix, scope_edit(item.workflow.text, permissions, "contents", "read")),
    )


RULE = Rule(
    code="RB208",
    title="Jobs that check out a private repository may read its contents",
    why="The checkout of a private repository then fails as if the repository did not exist.",
    fix="Add `contents: read` to the permissions of the job.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
