"""A registry nobody has: what a third party has to bring, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.comparison import Match, MatchStatus
from runbook.registries.base import Registry
from runbook.registries.compare import Candidate, choose, compare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.claims import Claims
    from runbook.model.record import PublisherRecord


class Moonbase(Registry):
    """The moon's own package index."""

    id = "moonbase"

    def match(
        self, claims: Claims, records: Sequence[PublisherRecord], package: str, as_of: str
    ) -> Match:
        """The repository, without regard to case."""
        del as_of
        form = self.form("github")
        field = form.fields[0] if form else None
        own = [one for one in records if package in one.packages]
        compared = [
            Candidate(one, (compare(field, one, "repository", claims.get("repository")),))
            for one in own
            if field is not None
        ]
        status, found = choose(compared, package)
        refused = "moon-refused" if status is MatchStatus.REFUSED else None
        if found is None:
            return Match(status, signature=refused)
        return Match(status, found.record, found.comparisons, refused)


REGISTRY = Moonbase()
