"""RB110: the commit of a release does not ask to skip its own workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Severity
from runbook.forges.github.semantics.events import skips
from runbook.model.release import StartedBy
from runbook.rules.ask import uploading
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.commands import commands
from runbook.rules.uploads import steps_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Workflow
    from runbook.source import Span

_BY_PUSH = (StartedBy.TAG, StartedBy.MERGE)


def _check(case: Case) -> Outcome:
    by_push = [item for item in uploading(case) if item.by in _BY_PUSH]
    if case.repository is None or not by_push:
        return verdict([], [])
    findings = [
        _finding(workflow, span)
        for workflow in case.repository.workflows
        for span in dict.fromkeys(_skipping(case, workflow))
    ]
    return verdict(findings, [f"{item.name} is started by a push" for item in by_push])


def _skipping(case: Case, workflow: Workflow) -> Iterator[Span]:
    """Steps that commit with a message that skips workflows, in a job that also makes a tag."""
    if case.repository is None:
        return
    for job in workflow.jobs.values():
        placed = list(steps_of(case.repository, workflow, job))
        written = [found for item in placed for found in commands(item, "git")]
        if not any(words[:2] == ("git", "tag") for words, _ in written):
            continue
        for words, span in written:
            if words[:2] == ("git", "commit") and any(skips(word) for word in words):
                yield span


def _finding(workflow: Workflow, span: Span) -> Finding:
    return RULE.finding(
        f"{workflow.file} tags a commit whose message asks to skip workflows, and a release is "
        "started by that push",
        in_file(span, "the commit"),
        found="a message with [skip ci] or one of its variants",
        expected="a message without it",
        certainty=Certainty.LIKELY,
    )


RULE = Rule(
    code="RB110",
    title="No release commit asks to skip workflows",
    why=(
        "`[skip ci]` in the message of the pushed commit keeps push workflows from starting; the "
        "tag on that commit then releases nothing."
    ),
    fix="Leave the marker out of the message of the commit that is tagged.",
    severity=Severity.WARNING,
    phase=Phase.BEFORE_RELEASE,
    check=_check,
    facts=("skip-ci",),
)
