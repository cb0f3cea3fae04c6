"""A publication as found in a repository: what its workflows really do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.finding import Certainty
    from runbook.model.publication import Auth
    from runbook.source import Span


@dataclass(frozen=True, slots=True)
class Possible:
    """What a value can be: `values` are all members that are known.

    `complete` says that there are no others. A known value is one member and complete; None as
    a member means "absent" (an environment expression that yields an empty text).
    """

    values: tuple[str | None, ...] = ()
    complete: bool = False

    @property
    def known(self) -> bool:
        """Whether it is exactly one value."""
        return self.complete and len(self.values) == 1

    @property
    def value(self) -> str | None:
        """The value when it is known, else None."""
        return self.values[0] if self.known else None


@dataclass(frozen=True, slots=True)
class Start:
    """One event that can really lead to the upload, with the filters that restrict it.

    `by_if` means that the restriction stands only in an `if`.
    """

    event: str
    tags: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    by_if: bool = False


@dataclass(frozen=True, slots=True)
class FoundPublication:
    """An upload step, followed from the event to the registry.

    `workflow` and `job` are the file whose event starts it and the job there; `callee_workflow`
    and `callee_job` those of the job that uploads when it stands in a reusable workflow. `via` is
    ``direct``, ``reusable:PATH``, ``composite:PATH`` or ``script:PATH``. `dead` says why it can
    never run ("" when it can). `span` is the upload step. `bare` says that no credential is passed
    and the job may not ask for a token either.
    """

    registry: str
    packages: tuple[str, ...]
    workflow: str
    job: str
    auth: Auth
    client: str
    via: str
    environment: Possible
    id_token_write: bool
    starts: tuple[Start, ...]
    span: Span
    certainty: Certainty
    callee_workflow: str | None = None
    callee_job: str | None = None
    condition: str | None = None
    secret: str | None = None
    dead: str = ""
    implied: bool = False
    url: str | None = None
    with_: Mapping[str, str] = field(default_factory=dict)
    job_span: Span | None = None
    bare: bool = False

    @property
    def call_path(self) -> tuple[str, ...]:
        """The files from the event to the upload, as a descriptor's `workflow` names them."""
        return (self.workflow, self.callee_workflow) if self.callee_workflow else (self.workflow,)

    @property
    def uploading_workflow(self) -> str:
        """The file that contains the uploading job."""
        return self.call_path[-1]

    @property
    def uploading_job(self) -> str:
        """The id of the uploading job in that file."""
        return self.callee_job or self.job
