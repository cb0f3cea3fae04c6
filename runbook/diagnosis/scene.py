"""What happened in one step: its messages, its tokens, its errors."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from runbook.diagnosis.claims import find_claims
from runbook.diagnosis.lines import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runbook.diagnosis.claims import Dump
    from runbook.diagnosis.hits import Hit
    from runbook.diagnosis.knowledge import Knowledge
    from runbook.diagnosis.lines import Line
    from runbook.diagnosis.log import Log

SILENT_STAGES: Final = frozenset({"success"})
_PASSING: Final = frozenset({"registry-outage", "unrelated-network", "forge-outage"})
_NO_FAILURE: Final = frozenset({"advice"})


@dataclass(frozen=True, slots=True)
class Scene:
    """One step of one job.

    `dump` is the first claims it shows. `failed` says that the forge marked an error in it.
    """

    part: str
    job: str
    step: str
    hits: tuple[Hit, ...]
    dump: Dump | None
    lines: tuple[Line, ...]
    failed: bool

    @property
    def text(self) -> str:
        """All kept output of the step."""
        return "\n".join(line.text for line in self.lines)


def scenes_of(log: Log, found: Sequence[Hit], known: Knowledge) -> list[Scene]:
    """The steps of the log in order, without trouble that passed."""
    hits = _lasting(found, known)
    indexed = enumerate(log.excerpts)
    scenes = []
    for (part, job, step), group in groupby(indexed, key=lambda item: item[1].place):
        items = list(group)
        wanted = {index for index, _ in items}
        lines = tuple(line for _, excerpt in items for line in excerpt.lines)
        dumps = (find_claims(excerpt) for _, excerpt in items)
        scenes.append(
            Scene(
                part,
                job,
                step,
                tuple(hit for hit in hits if hit.excerpt in wanted),
                next((dump for dump in dumps if dump is not None), None),
                lines,
                any(line.level is Level.ERROR for line in lines),
            )
        )
    return scenes


def _lasting(hits: Sequence[Hit], known: Knowledge) -> list[Hit]:
    """Hits without those warnings and retries after which the same job succeeded."""
    last = {}
    for hit in hits:
        if hit.signature.stage in SILENT_STAGES:
            last[hit.line.part, hit.line.job] = hit.order
    return [
        hit
        for hit in hits
        if not (hit.signature.secondary or transient(hit, known))
        or hit.order > last.get((hit.line.part, hit.line.job), (-1, -1))
    ]


def transient(hit: Hit, known: Knowledge) -> bool:
    """Whether a message tells of trouble that clients retry."""
    return bool(hit.signature.causes) and set(hit.signature.causes) <= _PASSING & set(known.causes)


def failures(hits: Iterable[Hit], known: Knowledge) -> list[Hit]:
    """The hits that speak of a failure."""
    return [
        hit
        for hit in hits
        if hit.signature.stage not in SILENT_STAGES
        and {known.causes[cause].group for cause in hit.signature.causes} - _NO_FAILURE
    ]


def groups(hit: Hit, known: Knowledge) -> set[str]:
    """The groups of the causes a hit can have."""
    return {known.causes[cause].group for cause in hit.signature.causes}


def about_publishing(hit: Hit, known: Knowledge) -> bool:
    """Whether a hit is about publishing, and not about network, build or tests."""
    return bool(groups(hit, known) - {"other"})
