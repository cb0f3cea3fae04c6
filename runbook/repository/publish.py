"""What a repository's workflows and pipelines publish: every upload, and what leads to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from runbook.finding import Certainty
from runbook.model.found import FoundPublication, Possible
from runbook.model.same import Same
from runbook.repository.calls import called_from_events
from runbook.repository.follow import Reached, Walk
from runbook.repository.follow_commands import Follower
from runbook.repository.follow_config import by_itself
from runbook.repository.follow_job import JobState
from runbook.repository.follow_steps import Steps, Upload
from runbook.repository.publish_auth import Proof, proof
from runbook.repository.publish_packages import packages
from runbook.repository.publish_registry import registries
from runbook.repository.publish_remote import remote_uploads
from runbook.repository.scripts_words import is_known
from runbook.repository.starts import Circumstance, circumstances, starts
from runbook.repository.starts_contexts import contexts_of, environment_of
from runbook.repository.starts_samples import literals_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.forges.github.syntax.model import Text, Workflow
    from runbook.repository.model import Repository

Key = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Sighting:
    """A publication seen under one event, the conditions before it, whether its gate is fixed."""

    item: FoundPublication
    conditions: tuple[str, ...]
    fixed: bool


@dataclass(slots=True)
class _Gathered:
    """One publication while its events are being gathered.

    `found` is the first sighting under a known event (until then that of no known event), with the
    packages of all.
    """

    found: FoundPublication
    reached: list[Circumstance] = field(default_factory=list)
    environments: list[Possible] = field(default_factory=list)
    conditions: tuple[str, ...] = ()


def publications(repository: Repository) -> tuple[FoundPublication, ...]:
    """Every publication, in the order of files and jobs; those that can never run have `dead`."""
    return _publications(Same(repository))


@lru_cache(maxsize=4)
def _publications(key: Same[Repository]) -> tuple[FoundPublication, ...]:
    repository = key.of
    finder = _Finder(repository)
    found = [item for workflow in repository.workflows for item in finder.of_workflow(workflow)]
    called = called_from_events(repository.workflows)
    own = tuple(item for item in found if not (item.dead and item.workflow in called))
    return own + _of_pipelines(repository)


def _of_pipelines(repository: Repository) -> tuple[FoundPublication, ...]:
    if not repository.pipelines:
        return ()
    from runbook.repository.publish_pipeline import pipeline_publications  # noqa: PLC0415 - start-up

    return pipeline_publications(repository)


class _Finder:
    """Looks through the workflows of one repository; scripts are read once."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._steps = Steps(repository, Follower(repository))
        self._literals = tuple(
            word for action in repository.actions.values() for word in literals_of(action.text)
        )

    def of_workflow(self, workflow: Workflow) -> Iterator[FoundPublication]:
        """The publications that this file's events start."""
        at_all = list(self._sightings(workflow, None, None))
        if not at_all:
            return
        jobs = frozenset(seen.item.job for seen in at_all)
        gathered: dict[Key, _Gathered] = {}
        for sighting in at_all:
            _gather(gathered, sighting, None)
        fixed = all(sighting.fixed for sighting in at_all)
        settled: set[tuple[object, ...]] = set()
        words = (*literals_of(workflow.text), *self._literals)
        for circumstance in circumstances(workflow, words, self._repository.default_branch):
            if circumstance.kind in settled:
                continue
            sightings = self._sightings(workflow, circumstance, jobs)
            seen = {_gather(gathered, sighting, circumstance) for sighting in sightings}
            if fixed and not circumstance.pattern and seen == gathered.keys():
                settled.add(circumstance.kind)  # every other ref of this kind reaches no more
        for entry in gathered.values():
            yield _finished(entry, workflow)

    def _sightings(
        self, workflow: Workflow, circumstance: Circumstance | None, jobs: frozenset[str] | None
    ) -> Iterator[_Sighting]:
        contexts = contexts_of(circumstance, self._repository)
        learning = self._steps.learning = circumstance is None
        walk = Walk(self._repository, contexts, environment_of(contexts), learning)
        for reached in walk.jobs(workflow, jobs):
            state = JobState()
            uploads = (
                remote_uploads(reached) if reached.job.uses else self._steps.uploads(reached, state)
            )
            for upload in uploads:
                if _never_on(upload, circumstance):
                    continue
                for item in self._found(reached, upload, state):
                    if not _withheld(item, circumstance):
                        conditions = tuple(text.value for text in _conditions(reached, upload))
                        fixed = not _has_dynamic_environment(reached)
                        yield _Sighting(item, conditions, fixed)

    def _found(self, reached: Reached, upload: Upload, job: JobState) -> Iterator[FoundPublication]:
        ids, certain = registries(upload.invocation, job)
        for registry in ids:
            known = packages(upload.invocation, registry, self._repository, upload.folder, job)
            can = reached.can_request_token
            answer = proof(upload.invocation, registry, job, can_request_token=can)
            seen = replace(upload, certain=upload.certain and certain)
            item = _publication(reached, seen, registry, known, answer)
            yield from by_itself(item, upload, self._repository)


def _conditions(reached: Reached, upload: Upload) -> tuple[Text, ...]:
    return (*reached.conditions, *((upload.condition,) if upload.condition else ()))


def _has_dynamic_environment(reached: Reached) -> bool:
    environment = reached.job.environment
    return environment is not None and environment.name.is_dynamic


def _never_on(upload: Upload, circumstance: Circumstance | None) -> bool:
    """Whether the client itself uploads under other events only."""
    events = upload.invocation.client.events
    return circumstance is not None and bool(events) and circumstance.event not in events


def _withheld(item: FoundPublication, circumstance: Circumstance | None) -> bool:
    """GitHub passes no stored secret to an open pull request of a fork.

    Source: github/docs events-that-trigger-workflows.md@037ad6b.
    """
    if circumstance is None or circumstance.event != "pull_request":
        return False
    return item.secret is not None and circumstance.activity != "closed"


def _publication(
    reached: Reached, upload: Upload, registry: str, known: tuple[str, ...], answer: Proof
) -> FoundPublication:
    environment = reached.job.environment
    none = Possible((None,), complete=True)
    condition = reached.conditions[-1] if reached.conditions else upload.condition
    return FoundPublication(
        registry,
        known,
        reached.entry.file,
        reached.entry_job,
        answer.auth,
        upload.invocation.client.id,
        _via(reached, upload),
        reached.knowledge.possible(environment.name) if environment else none,
        reached.can_request_token,
        (),
        upload.span,
        _certainty(upload, answer),
        callee_workflow=reached.workflow.file if reached.is_called else None,
        callee_job=reached.job.id if reached.is_called else None,
        condition=" ".join(condition.value.split()) if condition else None,
        secret=answer.secret,
        implied=upload.invocation.client.tool,
        url=environment.url.value if environment and environment.url else None,
        with_=_known_inputs(upload),
        job_span=reached.job.span,
        bare=answer.bare,
    )


def _known_inputs(upload: Upload) -> dict[str, str]:
    """The inputs as the client sees them; those that are not known are left out."""
    inputs = upload.invocation.inputs
    return {name: value for name, value in inputs.items() if is_known(value)}


def _via(reached: Reached, upload: Upload) -> str:
    if reached.is_called:
        return f"reusable:{reached.workflow.path}"
    return upload.via or "direct"


def _certainty(upload: Upload, answer: Proof) -> Certainty:
    if not (answer.certain and upload.visible):
        return Certainty.POSSIBLE
    return Certainty.CERTAIN if upload.certain else Certainty.LIKELY


def _gather(
    gathered: dict[Key, _Gathered],
    sighting: _Sighting,
    circumstance: Circumstance | None,
) -> Key:
    item = sighting.item
    key = (
        item.registry,
        item.workflow,
        item.job,
        item.callee_workflow or "",
        item.callee_job or "",
    )
    entry = gathered.get(key)
    if entry is None:
        entry = gathered[key] = _Gathered(item, conditions=sighting.conditions)
    if circumstance is None:
        return key
    if not entry.reached:
        entry.found = item
    elif item.packages != entry.found.packages:
        both = tuple(dict.fromkeys((*entry.found.packages, *item.packages)))
        entry.found = replace(entry.found, packages=both)
    if circumstance not in entry.reached:
        entry.reached.append(circumstance)
        entry.environments.append(item.environment)
    return key


def _finished(entry: _Gathered, workflow: Workflow) -> FoundPublication:
    events = starts(workflow, entry.reached, entry.conditions)
    if not events:
        return replace(entry.found, dead=_why_dead(workflow), certainty=Certainty.CERTAIN)
    return replace(entry.found, starts=events, environment=_joined(entry.environments))


def _joined(environments: list[Possible]) -> Possible:
    values = tuple(dict.fromkeys(value for item in environments for value in item.values))
    return Possible(values, complete=all(item.complete for item in environments))


def _why_dead(workflow: Workflow) -> str:
    events = [trigger.event for trigger in workflow.triggers if trigger.event != "workflow_call"]
    if not events:
        return "only other workflows can call it, and none of this repository does"
    return f"no event of the workflow ({', '.join(events)}) satisfies its conditions"
