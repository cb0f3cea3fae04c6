"""One event played against one world, and the ways to the end of each publication."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.forges.github.syntax.model import Job, Workflow
    from runbook.model.found import FoundPublication
    from runbook.model.timeline import Event
    from runbook.simulation.lane import Lane
    from runbook.simulation.world import World


@dataclass(slots=True)
class Play:
    """One event played against one world; `lanes` are the ways to the end of each publication.

    Lanes of one tuple exclude each other (a name that can be this or that); those of different
    tuples all happen (a matrix).
    """

    world: World
    event: Event
    ref: str
    as_of: str
    top: Workflow
    lanes: dict[str, list[tuple[Lane, ...]]] = field(default_factory=dict)
    mine: tuple[tuple[str, FoundPublication], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Look once for the publications that start in this run's workflow: every job asks."""
        self.mine = tuple(
            (key, found)
            for key, found in self.world.keyed()
            if file_name(found.workflow) == self.top.file
        )

    def uploads(self, workflow: Workflow, job: Job) -> Iterator[tuple[str, FoundPublication]]:
        """The publications of this run that the job uploads."""
        for key, found in self.mine:
            if (file_name(found.uploading_workflow), found.uploading_job) == (
                workflow.file,
                job.id,
            ):
                yield key, found

    def end(self, key: str, *lanes: Lane) -> None:
        """Record how a publication went, once for each time it is uploaded."""
        self.lanes.setdefault(key, []).append(lanes)

    def skip(self, lane: Lane, workflow: Workflow, job: Job) -> None:
        """End what the job would have uploaded, or what it calls would have."""
        calls = job.uses is not None and workflow is self.top
        uploaded = {key for key, _ in self.uploads(workflow, job)}
        for key, found in self.mine:
            if key in uploaded or (calls and found.job == job.id):
                self.end(key, lane.fork(publication=key))
