"""Weighs what speaks for and against each cause, and says how sure that makes us.

A cause is decided only if a message or an observation proves it, or if the messages of the log
leave no other. Everything else stays undecided: a wrong answer costs a release more than none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from runbook.diagnosis.clues import CLUES
from runbook.diagnosis.model import Candidate, Confidence, Evidence, Verdict, Weight
from runbook.diagnosis.scene import about_publishing, failures, transient
from runbook.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runbook.diagnosis.hits import Hit
    from runbook.diagnosis.situation import Situation

_WORTH: Final = {Weight.PROVES: 100.0, Weight.POINTS: 10.0, Weight.HINTS: 3.0}
_EXCLUDED: Final = -50.0
_OUT: Final = -20.0
_LEAD: Final = 8.0
_NOTE: Final = 0.5  # a message that follows from another, or warns, for a cause it names


@dataclass(frozen=True, slots=True)
class Reasoned:
    """The ranked candidates, and whether the first one is the cause."""

    verdict: Verdict
    candidates: tuple[Candidate, ...]
    evidence: tuple[Evidence, ...]


@dataclass(slots=True)
class _Tally:
    """What counts for one cause. `excluded_by_log` is True once a line of the log excluded it."""

    score: float
    evidence_for: list[Evidence] = field(default_factory=list)
    evidence_against: list[Evidence] = field(default_factory=list)
    excluded_by_log: bool = False

    @property
    def out(self) -> bool:
        return self.score < _OUT

    def proof(self) -> Evidence | None:
        proofs = (item for item in self.evidence_for if item.weight is Weight.PROVES)
        return next(proofs, None)


def reason(situation: Situation) -> Reasoned:
    """The candidates for the failure of `situation`, the likeliest first."""
    primary = _primary(situation)
    base = _remaining(primary, situation)
    tallies = {cause: _Tally(1 - rank / len(base)) for rank, cause in enumerate(base)}
    evidence = [*_of_hits(situation, primary), *_of_clues(situation)]
    for item in evidence:
        _count(item, tallies, situation)
    ranked = sorted(tallies.items(), key=lambda item: -item[1].score)
    verdict = _verdict([tally for _, tally in ranked])
    proof = ranked[0][1].proof()
    if (proof is None or proof.signature) and not _may_decide(situation, primary):
        verdict = Verdict.UNDECIDED
    candidates = tuple(
        Candidate(
            cause,
            situation.known.cause(cause, situation.forge).title,
            _confidence(tally, ranked[0][1], ranked, verdict),
            tuple(tally.evidence_for),
            tuple(tally.evidence_against),
        )
        for cause, tally in ranked
    )
    return Reasoned(verdict, candidates, tuple(evidence))


def _may_decide(situation: Situation, primary: Sequence[Hit]) -> bool:
    """Warnings alone decide nothing unless the forge marked the step as failed."""
    if situation.doubtful:
        return False
    warnings = all(hit.signature.secondary for hit in primary)
    publishing = any(about_publishing(hit, situation.known) for hit in primary)
    return not (warnings and publishing) or situation.scene.failed


def _primary(situation: Situation) -> list[Hit]:
    """The hits that speak for themselves; those that follow from others when there are none.

    Passing trouble comes last: it was retried.
    """
    failing = failures(situation.hits, situation.known)
    own = [hit for hit in failing if not hit.signature.secondary] or failing
    return sorted(own, key=lambda hit: transient(hit, situation.known))


def _remaining(hits: Sequence[Hit], situation: Situation) -> list[str]:
    """The causes of the first message that the others of the step allow, too.

    A message that shares no cause with the first one is another failure, or follows from it; one
    of passing trouble says nothing of what came after.
    """
    base = list(hits[0].signature.causes)
    narrowest = hits[0]
    for hit in hits[1:]:
        if transient(hit, situation.known):
            continue
        both = [cause for cause in base if cause in hit.signature.causes]
        if both:
            base = both
            if len(hit.signature.causes) < len(narrowest.signature.causes):
                narrowest = hit
    order = narrowest.signature.causes
    impossible = situation.known.on(situation.forge).impossible
    base = [cause for cause in base if cause not in impossible] or base
    return sorted(base, key=lambda cause: order.index(cause) if cause in order else len(order))


def _of_hits(situation: Situation, primary: Sequence[Hit]) -> Iterable[Evidence]:
    """One a line: the message that speaks for itself goes before those that follow from it."""
    lines = {hit.line: hit for hit in situation.hits if hit.signature.secondary}
    lines.update((hit.line, hit) for hit in reversed(primary))
    for hit in situation.hits:
        item = hit.signature
        if lines.get(hit.line, hit) is not hit and item.secondary:
            continue
        yield Evidence(
            visible(hit.text),
            hit.line.number,
            hit.line.part,
            item.id,
            item.proves if hit in primary and item.proves else item.causes,
            item.excludes,
            Weight.PROVES if item.proves else Weight.HINTS,
        )


def _of_clues(situation: Situation) -> list[Evidence]:
    return [item for clue in CLUES for item in clue(situation)]


def _count(item: Evidence, tallies: dict[str, _Tally], situation: Situation) -> None:
    causes = situation.known.causes
    groups = {causes[cause].group for cause in tallies}
    for cause in item.supports:
        if cause not in tallies and _may_add(item, causes[cause].group, groups):
            tallies[cause] = _Tally(0.0)
        if cause in tallies:
            tallies[cause].evidence_for.append(item)
            tallies[cause].score += _worth(item)
    for cause in item.excludes:
        if cause in tallies:
            tallies[cause].evidence_against.append(item)
            tallies[cause].score += _EXCLUDED
            tallies[cause].excluded_by_log |= item.line is not None


def _may_add(item: Evidence, group: str, groups: set[str]) -> bool:
    """Only proof brings in a cause no message named, and only one of the same kind."""
    return item.weight is Weight.PROVES and not item.signature and group in groups


def _worth(item: Evidence) -> float:
    if item.signature and item.weight is not Weight.PROVES:
        return _NOTE / len(item.supports)
    return _WORTH[item.weight]


def _verdict(ranked: Sequence[_Tally]) -> Verdict:
    proven = [tally for tally in ranked if tally.proof() and not tally.out]
    left = [tally for tally in ranked if not (tally.out and tally.excluded_by_log)]
    if len(proven) == 1 or len(left) == 1:
        return Verdict.CAUSE
    return Verdict.UNDECIDED


def _confidence(
    tally: _Tally, first: _Tally, ranked: Sequence[tuple[str, _Tally]], verdict: Verdict
) -> Confidence:
    if tally.out:
        return Confidence.UNLIKELY
    if tally is not first:
        return Confidence.POSSIBLE
    if verdict is Verdict.CAUSE:
        proof = tally.proof()
        by_log = proof is not None and proof.line is not None
        return Confidence.CERTAIN if by_log else Confidence.LIKELY
    second = ranked[1][1].score if len(ranked) > 1 else 0.0
    return Confidence.LIKELY if tally.score - second >= _LEAD else Confidence.POSSIBLE
