"""What an event is played against: one shape for what is planned, read, or live."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.model.forge import WORKFLOWS, ForgeKind
from runbook.model.origin import UNKNOWN, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.github.semantics.permissions import DefaultPolicy
    from runbook.forges.github.syntax.model import Action, Workflow
    from runbook.forges.gitlab.syntax.model import Pipeline
    from runbook.model.environment import Environment
    from runbook.model.found import FoundPublication
    from runbook.model.identity import Identity
    from runbook.model.record import PublisherRecord


@dataclass(frozen=True, slots=True)
class World:
    """Workflows, environments, records, and the repository they belong to.

    `workflows` and `actions` are GitHub's, `pipelines` GitLab's; `forge` says which of the two
    counts. `actions` has the folder of each local action as key. `environments` and `records` are
    UNKNOWN when nobody looked; an environment missing from known ones does not exist, unless
    `all_environments` is False: then they are those that somebody came across. `keys` name the
    publications, in their order; without them a name is made up. `unborn` are (registry, package)
    pairs that do not exist on the registry yet. `aliases` lead from the key of a publication to
    that of another one with the same upload: one job may upload in several releases.
    `default_permissions` is the repository's setting.
    """

    identity: Identity
    workflows: tuple[Workflow, ...] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    publications: tuple[FoundPublication, ...] = ()
    environments: tuple[Environment, ...] | Unset = UNKNOWN
    all_environments: bool = True
    records: tuple[PublisherRecord, ...] | Unset = UNKNOWN
    keys: tuple[str, ...] = ()
    unborn: frozenset[tuple[str, str]] = frozenset()
    default_permissions: DefaultPolicy | None = None
    pipelines: tuple[Pipeline, ...] = ()
    forge: ForgeKind = ForgeKind.GITHUB
    aliases: Mapping[str, str] = field(default_factory=dict, compare=False)

    def keyed(self) -> tuple[tuple[str, FoundPublication], ...]:
        """The publications with their keys, each key once."""
        if self.keys:
            return tuple(zip(self.keys, self.publications, strict=True))
        seen: dict[str, int] = {}
        keyed = []
        for found in self.publications:
            key = made_up_key(found)
            seen[key] = seen.get(key, 0) + 1
            keyed.append((key if seen[key] == 1 else f"{key}#{seen[key]}", found))
        return tuple(keyed)

    def key_of(self, publication: str) -> str:
        """The key under which a publication's upload is played."""
        return self.aliases.get(publication, publication)

    def environment(self, name: str) -> Environment | None:
        """The environment called `name`, if it is known; case does not count."""
        if isinstance(self.environments, Unset):
            return None
        wanted = name.lower()
        return next((item for item in self.environments if item.name.lower() == wanted), None)

    def workflow(self, path: str) -> Workflow | None:
        """The workflow of a path or a file name."""
        return next((item for item in self.workflows if path in (item.path, item.file)), None)


def made_up_key(found: FoundPublication) -> str:
    """A key for a publication that no descriptor names: what goes where from which job."""
    package = found.packages[0] if found.packages else "?"
    return f"{found.registry}/{package}@{file_name(found.workflow)}:{found.uploading_job}"


def file_name(path: str) -> str:
    """A workflow file as a descriptor names it: on GitHub by its last part, else by its path."""
    folder, _, name = path.rpartition("/")
    return name if folder.endswith(WORKFLOWS) else path
