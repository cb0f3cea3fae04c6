"""Writing a timeline down: one log of steps, and lanes that lead through it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from runbook.model.timeline import Result, Stage, TimelineStep, Verdict
from runbook.simulation.budget import Budget

if TYPE_CHECKING:
    from runbook.source import Span

MAX_STEPS = 5_000


@dataclass(slots=True)
class Log:
    """All steps in the order they were noted; beyond the bound no more are taken.

    `budget` bounds the files that are run, called ones and those that follow a run.
    """

    steps: list[TimelineStep] = field(default_factory=list)
    budget: Budget = field(default_factory=Budget)

    def add(self, step: TimelineStep) -> int:
        """Append a step and return its index."""
        if len(self.steps) < MAX_STEPS:
            self.steps.append(step)
        return len(self.steps) - 1


@dataclass(slots=True)
class Lane:
    """One way through the log, from the event to the end of one publication.

    `labels` are the workflow, job, environment and publication of the next step. `trail` are the
    indexes of the steps on this way.
    """

    log: Log
    labels: dict[str, Any] = field(default_factory=dict)
    trail: tuple[int, ...] = ()

    def note(
        self,
        stage: Stage,
        verdict: Verdict,
        title: str,
        reason: str,
        span: Span | None = None,
        **more: Any,  # noqa: ANN401 - the other fields of a step
    ) -> Verdict:
        """Add a step, on this way."""
        step = TimelineStep(stage, verdict, title, reason, span=span, **self.labels, **more)
        self.trail = (*self.trail, self.log.add(step))
        return verdict

    def fork(self, **labels: str) -> Lane:
        """Another way that begins like this one."""
        return replace(self, labels={**self.labels, **labels})

    @property
    def over(self) -> bool:
        """Whether this way has come to an end."""
        last = self.log.steps[self.trail[-1]].verdict if self.trail else Verdict.GOES
        return last in (Verdict.STOPS, Verdict.SKIPPED)

    def ending(self) -> tuple[Result, int | None]:
        """How this way ends, and the index of the step that decided."""
        for verdict, result in _RESULTS.items():
            index = self._first(verdict)
            if index is not None:
                return self._named(result, index), index
        return Result.PUBLISHED, self.trail[-1] if self.trail else None

    def _first(self, verdict: Verdict) -> int | None:
        return next((i for i in self.trail if self.log.steps[i].verdict is verdict), None)

    def _named(self, result: Result, index: int) -> Result:
        """A stop before any job began is a run that did not start."""
        early = self.log.steps[index].stage in (Stage.EVENT, Stage.FILTER)
        return Result.NOT_STARTED if result is Result.REFUSED and early else result


_RESULTS = {
    Verdict.STOPS: Result.REFUSED,
    Verdict.SKIPPED: Result.NOT_STARTED,
    Verdict.UNKNOWN: Result.UNKNOWN,
    Verdict.WAITS: Result.WAITING,
}
