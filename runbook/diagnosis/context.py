"""What is known besides the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.claims import TokenRequest, token_claims
from runbook.model.forge import WORKFLOWS
from runbook.model.identity import identity_of
from runbook.model.origin import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.case import Case
    from runbook.model.claims import Claims
    from runbook.model.found import FoundPublication
    from runbook.model.publication import Publication
    from runbook.model.record import PublisherRecord


@dataclass(frozen=True, slots=True)
class Context:
    """The project's case, when there is one, and answers to observations' questions by name."""

    case: Case | None = None
    observed: Mapping[str, str] = field(default_factory=dict)

    def publications(self, registry: str | None, packages: tuple[str, ...]) -> list[Publication]:
        """Those the plan has for a registry (for any, when it is None).

        Of the packages the log names, where the plan has them.
        """
        if self.case is None:
            return []
        every = self.case.plan.publications
        found = [item for item in every if registry is None or item.registry == registry]
        named = [item for item in found if set(item.packages) & set(packages)]
        return named or found

    def found(self, publication: Publication) -> tuple[FoundPublication, ...]:
        """What the repository really does for a publication."""
        return self.case.found_for(publication) if self.case and self.case.repository else ()

    def records(self, registry: str) -> tuple[PublisherRecord, ...]:
        """The confirmed records of a registry; empty when nobody looked."""
        known = (self.case.records if self.case else None) or ()
        return tuple(record for record in known if record.registry == registry)


def planned_claims(case: Case, publication: Publication, audience: str) -> Claims:
    """The token the plan's job would get; event and ref are unknown."""
    identity = identity_of(case.plan.project)
    request = TokenRequest(
        event_name="push",
        ref="refs/tags/*",
        workflow=_path(publication.workflow),
        environment=publication.environment,
        job_workflow=_called(case.plan.project.full_name, publication.call_path),
    )
    claims = token_claims(identity, request, audience)
    unknown = dict.fromkeys(("ref", "ref_type", "event_name", "sub"), UNKNOWN)
    return type(claims)({**claims.values, **unknown}, claims.reasons)


def _path(file: str) -> str:
    return file if "/" in file else f"{WORKFLOWS}/{file}"


def _called(repository: str, call_path: tuple[str, ...]) -> str:
    """``owner/repo/path@ref`` of the called file; a call path may name another repository's."""
    if len(call_path) == 1:
        return ""
    last = call_path[-1]
    if last.count("/") > 1 and not last.startswith(f"{WORKFLOWS}/"):
        return last if "@" in last else f"{last}@unknown"
    return f"{repository}/{_path(last)}@refs/tags/*"
