"""RB415: a change does not give the right to publish to somebody else unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.origin import Unset
from runbook.rules.ask import declared
from runbook.rules.base import Phase, Rule, in_descriptor, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Location, Outcome
    from runbook.model.environment import Environment
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication


def _check(case: Case) -> Outcome:
    if case.base is None:
        return verdict([], [])
    changes = list(_changes(case.base, case.plan))
    findings = [
        RULE.finding(
            f"this change gives trust to something else: {label} was {before}, is now {after}",
            place,
            found=after,
            expected=before,
        )
        for label, before, after, place in changes
        if before != after
    ]
    return verdict(findings, [f"{label}: {after}" for label, _, after, _ in changes])


def _changes(base: Plan, plan: Plan) -> Iterator[tuple[str, str, str, Location]]:
    """(what it is, before, after, where) of every value that decides who may publish."""
    span = plan.project.origin_of("owner").span or plan.project.origin_of("repo").span
    yield (
        "the repository",
        base.project.full_name,
        plan.project.full_name,
        in_descriptor(span, "owner and repository"),
    )
    before = {(item.registry, item.package): item for item in base.publications}
    for item in plan.publications:
        old = before.get((item.registry, item.package))
        yield from _of_publication(old, item)
    for gate in plan.environments:
        was = base.environment(gate.name)
        if was is not None:
            yield (
                f"who approves {gate.name}",
                _reviewers(was),
                _reviewers(gate),
                declared(gate, "reviewers", "the reviewers"),
            )
            yield (
                f"what {gate.name} lets in",
                ", ".join((*was.tags, *was.branches)) or "not said",
                ", ".join((*gate.tags, *gate.branches)) or "not said",
                declared(gate, "tags", "the rules"),
            )


def _of_publication(
    old: Publication | None, item: Publication
) -> Iterator[tuple[str, str, str, Location]]:
    label = f"{item.package} on {item.registry}"
    if old is None:
        yield label, "not published", item.workflow, declared(item, "registry", "the publication")
        return
    for field in ("workflow", "environment"):
        before, after = getattr(old, field), getattr(item, field)
        place = declared(item, field, f"the {field}")
        yield f"the {field} of {label}", before or "none", after or "none", place


def _reviewers(gate: Environment) -> str:
    given = () if isinstance(gate.reviewers, Unset) else gate.reviewers
    return ", ".join(str(one) for one in given) or "nobody"


RULE = Rule(
    code="RB415",
    title="A change leaves unchanged who may publish",
    why=(
        "Owner, repository, workflow, environment and its gate decide who may publish. A pull "
        "request that changes one of them is what an attacker would send, and what the generated "
        "forms and links would follow."
    ),
    fix="Let an owner of the packages confirm that this change is meant.",
    severity=Severity.WARNING,
    phase=Phase.UPKEEP,
    check=_check,
    trust=True,
)
