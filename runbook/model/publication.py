"""A set of packages to one registry by one job of one call path in one release."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from runbook.model.origin import Origin, Traced

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.model.record import PublisherRecord


class Auth(StrEnum):
    """How an upload proves who it is."""

    OIDC = "oidc"
    TOKEN = "token"  # noqa: S105 - the name of a method, not a secret
    FORGE_TOKEN = "github-token"  # noqa: S105 - as above


@dataclass(frozen=True, slots=True)
class Publication(Traced):
    """What goes where, from which job, through which gate.

    `key` is unique and stable in a project (``pypi/demo@production``). `call_path` are workflow
    file names from the event to the uploading job. `environment` is None when the job has none.
    `via` is the composite action that holds the upload step (a path), or "" for the workflow.
    `replaces` names the secret that trusted publishing replaces. `build` names the build whose
    files are uploaded, "" for the default of the registry's ecosystem. `first` says that no
    package exists on the registry yet; `new` are those that do not.
    """

    key: str
    registry: str
    packages: tuple[str, ...]
    call_path: tuple[str, ...]
    job: str
    release: str
    environment: str | None
    client: str
    auth: Auth
    record: PublisherRecord | None
    first: bool = False
    via: str = ""
    build: str = ""
    replaces: str | None = None
    new: tuple[str, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False, repr=False)

    @property
    def workflow(self) -> str:
        """The file whose event starts it."""
        return self.call_path[0]

    @property
    def package(self) -> str:
        """The first package, where one stands for all."""
        return self.packages[0]
