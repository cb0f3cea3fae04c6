"""The set-up steps of a plan, in an order that works.

Environment first, then the workflow that names it, then the record that names both: a job that
names an environment which does not exist makes GitHub create it unprotected, and registries show
the workflow file in their forms only once it is on the default branch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.step import Actor, Step, StepKind
from runbook.registries.catalog import get

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.model.record import PublisherRecord


def steps_of(plan: Plan) -> tuple[Step, ...]:
    """Every step the plan needs once; a step comes after all it depends on."""
    environments = _environments(plan)
    workflows = _workflows(plan, environments)
    first = _first_publications(plan)
    records = _records(plan, workflows, first)
    ready = (*environments, *workflows, *first, *records)
    rehearse = _rehearsals(plan, ready)
    release = _releases(plan, (*ready, *rehearse))
    verify = _after("verify", StepKind.VERIFY, release)
    confirm = _after("confirm", StepKind.CONFIRM_RECORD, records)
    return (*ready, *confirm, *rehearse, *release, *verify, *_secrets(plan, _ids(verify)))


def _after(prefix: str, kind: StepKind, steps: list[Step]) -> list[Step]:
    """What a maintainer does once after each of these steps."""
    return [
        Step(f"{prefix}-{one.id}", kind, one.subject, Actor.MAINTAINER, one.publications, (one.id,))
        for one in steps
    ]


def _rehearsals(plan: Plan, ready: Iterable[Step]) -> list[Step]:
    names = [item.name for item in plan.releases if not item.uploads]
    return [
        Step(f"rehearse-{name}", StepKind.REHEARSE, name, Actor.MAINTAINER, (), _ids(ready))
        for name in names
    ]


def _releases(plan: Plan, before: Iterable[Step]) -> list[Step]:
    publications = {item.name: _keys(plan.of_release(item.name)) for item in plan.releases}
    return [
        Step(f"release-{name}", StepKind.RELEASE, name, Actor.MAINTAINER, keys, _ids(before))
        for name, keys in publications.items()
        if keys
    ]


def _ids(steps: Iterable[Step]) -> tuple[str, ...]:
    return tuple(step.id for step in steps)


def _environments(plan: Plan) -> list[Step]:
    return [
        Step(f"environment-{item.name}", StepKind.CREATE_ENVIRONMENT, item.name,
             Actor.REPOSITORY_ADMIN,
             _keys(pub for pub in plan.publications
                   if (pub.environment or "").lower() == item.name.lower()))
        for item in plan.environments
    ]  # fmt: skip


def _workflows(plan: Plan, environments: list[Step]) -> list[Step]:
    files = dict.fromkeys(name for item in plan.publications for name in reversed(item.call_path))
    steps = []
    for name in files:
        of_file = [item for item in plan.publications if name in item.call_path]
        gates = {(item.environment or "").lower() for item in of_file}
        after = tuple(step.id for step in environments if step.subject.lower() in gates)
        steps.append(
            Step(f"workflow-{name}", StepKind.WRITE_WORKFLOW, name, Actor.MAINTAINER,
                 _keys(of_file), after)
        )  # fmt: skip
    return steps


_BEGUN = {"by-hand": StepKind.FIRST_PUBLISH, "prepared": StepKind.PREPARE_PACKAGE}


def _first_publications(plan: Plan) -> list[Step]:
    """What a person does first, where the registry cannot just create the package."""
    begun = [(item, _begun(item)) for item in plan.publications if item.new and item.record]
    return [
        Step(f"first-{item.key}", kind, item.registry, Actor.PACKAGE_OWNER, (item.key,))
        for item, kind in sorted(begun, key=lambda pair: pair[1] or "")
        if kind is not None
    ]


def _begun(item: Publication) -> StepKind | None:
    first = get(item.registry).data.first
    return _BEGUN.get(first.way) if first else None


def _records(plan: Plan, workflows: list[Step], first: list[Step]) -> list[Step]:
    steps = []
    for number, record in enumerate(plan.records, 1):
        users = [item for item in plan.publications if _uses(item, record)]
        keys = _keys(users)
        after = tuple(
            step.id for step in (*workflows, *first) if not set(step.publications).isdisjoint(keys)
        )
        steps.append(
            Step(f"record-{record.registry}-{number}", StepKind.REGISTER_PUBLISHER,
                 record.registry, Actor.PACKAGE_OWNER, keys, after)
        )  # fmt: skip
    return steps


def _uses(item: Publication, record: PublisherRecord) -> bool:
    mine = item.record
    return (
        mine is not None
        and mine.registry == record.registry
        and mine.state is record.state
        and dict(mine.fields) == dict(record.fields)
    )


def _secrets(plan: Plan, after: tuple[str, ...]) -> list[Step]:
    names = dict.fromkeys(item.replaces for item in plan.publications if item.replaces)
    return [
        Step(f"secret-{name}", StepKind.REMOVE_SECRET, name, Actor.REPOSITORY_ADMIN,
             _keys(item for item in plan.publications if item.replaces == name), after)
        for name in names
    ]  # fmt: skip


def _keys(publications: Iterable[Publication]) -> tuple[str, ...]:
    return tuple(item.key for item in publications)
