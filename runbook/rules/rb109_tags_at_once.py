"""RB109: no script pushes all tags at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Severity
from runbook.forges.github.catalog import fact
from runbook.model.release import StartedBy
from runbook.rules.ask import uploading
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.commands import commands
from runbook.rules.uploads import steps_of

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.source import Span

_ALL = frozenset({"--tags", "--mirror"})


def _check(case: Case) -> Outcome:
    by_tag = [item.name for item in uploading(case) if item.by is StartedBy.TAG]
    if case.repository is None or not by_tag:
        return verdict([], [])
    found: dict[Span, Finding] = {}
    for workflow in case.repository.workflows:
        for job in workflow.jobs.values():
            for placed in steps_of(case.repository, workflow, job):
                for words, span in commands(placed, "push"):
                    if words[:2] == ("git", "push") and _ALL & set(words):
                        found.setdefault(span, _finding(span))
    return verdict(list(found.values()), [f"{name} is started by a tag" for name in by_tag])


def _finding(span: Span) -> Finding:
    return RULE.finding(
        f"this pushes every tag that is new: with more than {fact('three-tags').value} "
        "of them GitHub creates no event, and no release starts",
        in_file(span, "the push"),
        found="--tags",
        expected="the one tag of the release",
        certainty=Certainty.POSSIBLE,
    )


RULE = Rule(
    code="RB109",
    title="Tags that start releases are pushed one by one",
    why=(
        "For more than three tags in one push GitHub creates no event, and pushing them again "
        "changes nothing: the tags have to be deleted first."
    ),
    fix="Push the one tag: `git push origin v1.2.3`, or `--follow-tags` with one annotated tag.",
    severity=Severity.WARNING,
    phase=Phase.BEFORE_RELEASE,
    check=_check,
    facts=("three-tags",),
)
