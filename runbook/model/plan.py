"""What should be: descriptor + catalog and nothing else. Nouns only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from runbook.model.descriptor import Expectation, VersionFile
    from runbook.model.environment import Environment
    from runbook.model.forge import Project
    from runbook.model.publication import Publication
    from runbook.model.record import PublisherRecord
    from runbook.model.release import Release
    from runbook.model.step import Step

# The `file` of a plan that nobody wrote down.
INFERRED: Final = "inferred from the workflows"


@dataclass(frozen=True, slots=True)
class Plan:
    """The frozen whole of a project's release set-up.

    `records` are the distinct publisher records the publications need, in form order; one record
    may serve several publications.
    """

    project: Project
    releases: tuple[Release, ...]
    environments: tuple[Environment, ...]
    publications: tuple[Publication, ...]
    records: tuple[PublisherRecord, ...]
    steps: tuple[Step, ...]
    versions: tuple[VersionFile, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    file: str = ""

    @property
    def is_inferred(self) -> bool:
        """Whether it is what the workflows do, and no descriptor says that it should be."""
        return self.file == INFERRED

    def environment(self, name: str) -> Environment | None:
        """The environment called `name`; GitHub does not tell case apart."""
        wanted = name.lower()
        return next((item for item in self.environments if item.name.lower() == wanted), None)

    def release(self, name: str) -> Release | None:
        """The release called `name`."""
        return next((item for item in self.releases if item.name == name), None)

    def of_release(self, name: str) -> tuple[Publication, ...]:
        """The publications of the release called `name`."""
        return tuple(item for item in self.publications if item.release == name)

    def registries(self) -> tuple[str, ...]:
        """Ids of the registries published to, each once, in the order of the descriptor."""
        return tuple(dict.fromkeys(item.registry for item in self.publications))
