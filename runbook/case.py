"""Everything that is known of a project: what should be, and what was observed.

The sides are joined here and never merged: a rename could not be seen otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from runbook.model.descriptor import CheckSettings

if TYPE_CHECKING:
    from pathlib import Path

    from runbook.live.model import Live
    from runbook.model.found import FoundPublication
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.model.record import PublisherRecord
    from runbook.repository.model import Repository
    from runbook.simulation.world import World


@dataclass(frozen=True)
class Case:
    """What rules, pages and diagnosis receive.

    `repository`, `live` and `records` are None when nobody looked. `as_of` is the ISO date whose
    registry rules apply. `base` is the plan of the branch that a change goes to, None outside of
    a pull request. `checks` are the settings of the check itself. `templates` is the folder of the
    project's own templates, when it configured one.
    """

    plan: Plan
    as_of: str
    repository: Repository | None = None
    live: Live | None = None
    records: tuple[PublisherRecord, ...] | None = None
    base: Plan | None = None
    checks: CheckSettings = field(default_factory=CheckSettings)
    templates: Path | None = None

    @cached_property
    def planned(self) -> World:
        """The world as the plan wants it: our own workflows, read back."""
        from runbook.simulation.of_plan import world_of_plan  # noqa: PLC0415 - only when asked

        return world_of_plan(self.plan)

    @cached_property
    def observed(self) -> World | None:
        """The world as the repository has it; None when nobody looked."""
        if self.repository is None:
            return None
        from runbook.simulation.of_repository import world_of_repository  # noqa: PLC0415 - as above

        live = self.live.environments if self.live else None
        return world_of_repository(
            self.repository, self.plan, live, self.known_records, seen=self.found
        )

    @cached_property
    def known_records(self) -> tuple[PublisherRecord, ...]:
        """The records somebody saw, and the planned ones of packages nobody confirmed."""
        seen = self.records or ()
        confirmed = {(one.registry, name) for one in seen for name in one.packages}
        planned = [_without(item, confirmed) for item in self._planned_records()]
        return (*seen, *(item for item in planned if item.packages))

    def _planned_records(self) -> list[PublisherRecord]:
        """The plan's records; one for a workspace covers the packages that are in it."""
        if self.repository is None:
            return list(self.plan.records)
        from runbook.repository.members import is_workspace, members  # noqa: PLC0415 - as above

        found = list(self.plan.records)
        for item in self.plan.publications:
            record, pattern = item.record, item.packages[0]
            if record is not None and is_workspace(pattern):
                inside = members(self.repository, pattern, item.registry)
                others = (one.name for one in inside if one.name)
                names = tuple(name for name in others if name not in record.packages)
                found.append(replace(record, packages=names))
        return found

    @property
    def world(self) -> World:
        """The observed world where there is one, else the planned one."""
        return self.observed or self.planned

    @cached_property
    def seen(self) -> tuple[FoundPublication, ...]:
        """The publications of the repository, dead ones too; empty when nobody looked."""
        if self.repository is None:
            return ()
        from runbook.repository.publish import publications  # noqa: PLC0415 - as above

        return tuple(publications(self.repository))

    @cached_property
    def found(self) -> tuple[FoundPublication, ...]:
        """The live publications of the repository; empty when nobody looked."""
        return tuple(item for item in self.seen if not item.dead)

    def found_for(self, publication: Publication) -> tuple[FoundPublication, ...]:
        """What the repository has for a planned publication: same registry, same entry file.

        Where nothing stands in the planned file, everything of the same registry is returned, so
        that a renamed workflow is seen as renamed and not as missing.
        """
        same = [item for item in self.found if item.registry == publication.registry]
        exact = [item for item in same if item.workflow == publication.workflow]
        return tuple(exact or same)


def _without(record: PublisherRecord, confirmed: set[tuple[str, str]]) -> PublisherRecord:
    names = tuple(name for name in record.packages if (record.registry, name) not in confirmed)
    return replace(record, packages=names)
