"""RB108: a run that uploads is not cancelled by the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Edit, Fix, Severity
from runbook.forges.github.semantics.contexts import github_context
from runbook.forges.github.semantics.expressions.evaluate import Scope, evaluate_or_unknown
from runbook.forges.github.semantics.expressions.values import as_text
from runbook.model.release import StartedBy
from runbook.rules.ask import uploading
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.uploads import uploads
from runbook.simulation.of_release import event_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Concurrency, Workflow
    from runbook.rules.uploads import Uploading

# Releases that stand on the same ref every time, so that a group per ref holds several of them.
_SAME_REF = frozenset({StartedBy.MERGE, StartedBy.DISPATCH, StartedBy.SCHEDULE})


def _check(case: Case) -> Outcome:
    found: dict[object, Finding] = {}
    evidence: list[str] = []
    for item in uploads(case):
        groups = list(_groups(case, item))
        evidence += [workflow.file for workflow, _ in groups]
        for workflow, group in groups:
            if _cancels(case, workflow, group):
                found.setdefault(group.span, _finding(case, workflow, group))
    return verdict(list(found.values()), evidence or [one.found.workflow for one in uploads(case)])


def _groups(case: Case, item: Uploading) -> Iterator[tuple[Workflow, Concurrency]]:
    """What may cancel the upload: the group of its job, of its file, of the file that calls it."""
    entry = case.repository.workflow(item.found.workflow) if case.repository else None
    if item.job.concurrency is not None:
        yield item.workflow, item.job.concurrency
    for workflow in dict.fromkeys(one.path for one in (item.workflow, entry) if one):
        file = case.repository.workflow(workflow) if case.repository else None
        if file is not None and file.concurrency is not None:
            yield file, file.concurrency


def _cancels(case: Case, workflow: Workflow, group: Concurrency) -> bool:
    """Whether a later run of the group certainly cancels the one of a release."""
    written = group.cancel_in_progress
    if written is None or not written.is_dynamic:
        return written is not None and written.value.lower() == "true"
    for release in uploading(case):
        if release.workflow != workflow.file:
            continue
        event = event_of(case.plan.project, release)
        github = github_context(case.world.identity, workflow, event, event.ref)
        value = evaluate_or_unknown(written.value, Scope({"github": github, "inputs": {}}))
        if value.known and as_text(value.members[0]) == "true":
            return True
    return False


def _finding(case: Case, workflow: Workflow, group: Concurrency) -> Finding:
    place = group.cancel_in_progress or group.group
    by = {item.by for item in uploading(case) if item.workflow == workflow.file}
    own = "github.ref" in group.group.value and not by & _SAME_REF
    return RULE.finding(
        f"a new run of the group {group.group.value} cancels an upload of {workflow.file} that is "
        "under way",
        in_file(place.span, "cancel-in-progress"),
        found="cancel-in-progress: true",
        expected="cancel-in-progress: false",
        fix=Fix(RULE.fix, _edits(group)),
        certainty=Certainty.POSSIBLE if own else Certainty.CERTAIN,
        severity=Severity.ADVICE if own else Severity.WARNING,
    )


def _edits(group: Concurrency) -> tuple[Edit, ...]:
    written = group.cancel_in_progress
    if written is None or written.is_dynamic:
        return ()
    return (Edit(written.span, "false"),)


RULE = Rule(
    code="RB108",
    title="No later run cancels an upload",
    why=(
        "A cancelled upload leaves half of a version on the registry: some files, or some of the "
        "packages. What is there cannot be uploaded again."
    ),
    fix="Write `cancel-in-progress: false` where the workflow uploads.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
)
