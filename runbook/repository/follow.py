"""A workflow walked from a sample event to the steps it can reach, through every local file.

Composite actions and reusable workflows of the repository are entered with their inputs bound;
remote ones are not visible and are handed out as they are called.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.calls import MAX_NESTING
from runbook.forges.github.semantics.expressions.evaluate import Status
from runbook.forges.github.semantics.expressions.values import (
    UNKNOWN_VALUE,
    Open,
    Value,
    Values,
    as_text,
)
from runbook.forges.github.semantics.permissions import Grant, effective, top_level
from runbook.repository.follow_values import RUNNING, Knowledge, matrix_context, typed
from runbook.repository.scripts_words import UNKNOWN, is_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runbook.forges.github.syntax.model import Job, Text, Workflow
    from runbook.repository.model import Repository


@dataclass(frozen=True, slots=True)
class Reached:
    """A job that an event can reach. `entry` and `entry_job` are where the event starts.

    `can_request_token` and `can_write` hold for the whole call path: caller and callee grant it.
    `conditions` are the `if`s on the way, from the outermost.
    """

    entry: Workflow
    entry_job: str
    workflow: Workflow
    job: Job
    grant: Grant
    can_request_token: bool
    can_write: bool
    knowledge: Knowledge
    env: Mapping[str, str]
    certain: bool
    conditions: tuple[Text, ...] = ()

    @property
    def is_called(self) -> bool:
        """Whether it stands in a workflow that another one calls."""
        return self.workflow is not self.entry


@dataclass(frozen=True, slots=True)
class _Caller:
    """The job that calls, seen from the workflow it calls."""

    entry: Workflow
    entry_job: str = ""
    ceiling: Grant | None = None
    can_request_token: bool = True
    can_write: bool = True
    certain: bool = True
    files: tuple[str, ...] = ()
    conditions: tuple[Text, ...] = ()
    only: frozenset[str] | None = None


@dataclass(slots=True)
class Walk:
    """Walks one repository's workflows under one event; `env` is what every step sees.

    With `learning`, jobs of the workflow itself are handed out even when their conditions are
    false whatever happens: what they would upload is dead, and worth a remark.
    """

    repository: Repository
    contexts: Mapping[str, Value]
    env: Mapping[str, str] = field(default_factory=dict)
    learning: bool = False

    def jobs(self, workflow: Workflow, only: frozenset[str] | None = None) -> Iterator[Reached]:
        """The jobs that the event can reach, those of called local workflows included.

        `only` restricts the walk to these jobs of `workflow` and what they call.
        """
        caller = _Caller(workflow, files=(workflow.path,), only=only)
        yield from self._workflow(workflow, Knowledge(self.contexts), caller)

    def _workflow(
        self, workflow: Workflow, knowledge: Knowledge, caller: _Caller
    ) -> Iterator[Reached]:
        env = {**self.env, **filled(workflow.env, knowledge)}
        order = _Order(workflow, knowledge.having(env=Open(env)))
        for job in workflow.jobs.values():
            if caller.only is not None and job.id not in caller.only:
                continue
            reachable = order.state(job.id)
            if reachable is not False or (self.learning and not caller.entry_job):
                seen = order.knowledge_of(job)
                certain = reachable is True
                yield from self._job(job, workflow, seen, caller, env, certain=certain)

    def _job(  # noqa: PLR0913 - a job's whole surroundings
        self,
        job: Job,
        workflow: Workflow,
        knowledge: Knowledge,
        caller: _Caller,
        env: Mapping[str, str],
        *,
        certain: bool,
    ) -> Iterator[Reached]:
        # What its needs made of the status is settled when the job runs.
        fresh = replace(knowledge, status=RUNNING, gated=job.environment is not None)
        knowledge = fresh.having(matrix=matrix_context(job.matrix))
        job_env = {**env, **filled(job.env, knowledge)}
        grant = _grant(workflow, job, caller)
        reached = Reached(
            caller.entry,
            caller.entry_job or job.id,
            workflow,
            job,
            grant,
            caller.can_request_token and grant.can_request_token,
            caller.can_write and grant.explicit and grant.level("contents") == "write",
            knowledge.having(env=Open(job_env)),
            job_env,
            caller.certain and certain,
            (*caller.conditions, *((job.condition,) if job.condition else ())),
        )
        called = self._called(job, caller)
        if called is None:
            yield reached
        else:
            yield from self._call(called, reached, caller)

    def _called(self, job: Job, caller: _Caller) -> Workflow | None:
        if job.uses is None or not job.uses.is_local or len(caller.files) >= MAX_NESTING:
            return None
        if job.uses.path in caller.files:
            return None
        return self.repository.workflow(job.uses.path)

    def _call(self, called: Workflow, reached: Reached, caller: _Caller) -> Iterator[Reached]:
        job = reached.job
        inputs = self._bound(called, job.with_, reached.knowledge)
        own = reached.knowledge
        secrets = own.secrets if isinstance(job.secrets, str) else filled(job.secrets, own)
        contexts = {"github": reached.knowledge.contexts.get("github", UNKNOWN_VALUE)}
        inner = _Caller(
            reached.entry,
            reached.entry_job,
            reached.grant,
            reached.can_request_token,
            reached.can_write,
            reached.certain,
            (*caller.files, called.path),
            reached.conditions,
        )
        yield from self._workflow(called, Knowledge({**contexts, "inputs": inputs}, secrets), inner)

    def _bound(
        self, called: Workflow, passed: Mapping[str, Text], knowledge: Knowledge
    ) -> dict[str, Value]:
        trigger = called.trigger("workflow_call")
        given = {name.lower(): knowledge.value(text) for name, text in passed.items()}
        found: dict[str, Value] = {}
        for item in trigger.inputs if trigger else ():
            default = (
                knowledge.value(item.default) if item.default else Values((_empty(item.type),))
            )
            found[item.name] = typed(given.get(item.name.lower(), default), item.type)
        return found


class _Order:
    """Which jobs of a workflow can run, asked through `needs`."""

    def __init__(self, workflow: Workflow, knowledge: Knowledge) -> None:
        self._jobs = workflow.jobs
        self._knowledge = knowledge
        self._states: dict[str, bool | None] = {}

    def state(self, name: str) -> bool | None:
        """Whether the job runs: None when it may. A missing or circular need is taken as run."""
        waiting = [name]
        while waiting:
            job = self._jobs.get(waiting[-1])
            open_needs = (
                [need.value for need in job.needs if self._is_open(need.value, waiting)]
                if job
                else []
            )
            if open_needs:
                waiting.append(open_needs[0])
                continue
            here = waiting.pop()
            if job is not None:
                self._states[here] = self.knowledge_of(job).holds(job.condition)
        return self._states.get(name)

    def knowledge_of(self, job: Job) -> Knowledge:
        """What the job's own `if` sees: its needs' results, and the status they make."""
        states = {need.value: self._states.get(need.value) for need in job.needs}
        needs = Open(
            {
                name: _need(self._jobs.get(name), state, self._knowledge)
                for name, state in states.items()
            }
        )
        skipped = False in states.values()
        status = Status(success=not skipped, failure=None, cancelled=None)
        return Knowledge(
            {**self._knowledge.contexts, "needs": needs}, self._knowledge.secrets, status
        )

    def _is_open(self, name: str, waiting: list[str]) -> bool:
        return name in self._jobs and name not in self._states and name not in waiting


def filled(env: Mapping[str, Text], knowledge: Knowledge) -> dict[str, str]:
    """The texts of an ``env`` or ``with`` block."""
    return {name: knowledge.text(text.value) for name, text in env.items()}


def _need(job: Job | None, state: bool | None, knowledge: Knowledge) -> Value:
    outputs: dict[str, Value] = {}
    for name, text in job.outputs.items() if job else ():
        value = knowledge.value(text)
        words = as_text(value.members[0]) if value.known else UNKNOWN
        outputs[name] = words if is_known(words) else UNKNOWN_VALUE  # an output is always a text
    result = "skipped" if state is False else "success"
    return Open({"result": result, "outputs": Open(outputs)})


def _grant(workflow: Workflow, job: Job, caller: _Caller) -> Grant:
    if caller.ceiling is None:
        return top_level(workflow.permissions, job.permissions)
    return effective(workflow.permissions, job.permissions) or caller.ceiling


def _empty(kind: str) -> Value:
    return {"boolean": False, "number": 0}.get(kind, "")
