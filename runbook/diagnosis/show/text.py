"""A diagnosis for the terminal of somebody whose release just failed."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from runbook.diagnosis.model import Confidence, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runbook.diagnosis.model import Decider, Diagnosis, Evidence

WIDTH: Final = 96
_MOST: Final = 6
_HEADS: Final = {
    Verdict.CAUSE: "Cause",
    Verdict.UNDECIDED: "Not decided; first to look at",
    Verdict.WORKED: "",
    Verdict.UNRECOGNISED: "",
}


def as_text(diagnosis: Diagnosis) -> str:
    """The one thing to change first, then what shows it, then the steps."""
    blocks = [
        _head(diagnosis),
        _difference(diagnosis),
        _decider(diagnosis.decider),
        _steps(_first_words(diagnosis), diagnosis.fix),
        _evidence(diagnosis),
        _candidates(diagnosis),
        _steps("Afterwards", diagnosis.verify),
        _others(diagnosis),
        _paragraphs(diagnosis.notes),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(diagnosis: Diagnosis) -> str:
    head = _HEADS[diagnosis.verdict]
    title = f"{head}: {diagnosis.title}" if head else diagnosis.title
    sure = f" ({diagnosis.confidence})" if diagnosis.confidence else ""
    place = " / ".join(item for item in (diagnosis.registry, diagnosis.job, diagnosis.step) if item)
    lines = [f"{title}{sure}", *_wrapped(diagnosis.definition, "  ")]
    return "\n".join([*lines, *([f"  where: {place}"] if place else [])])


def _first_words(diagnosis: Diagnosis) -> str:
    return "Change this first" if diagnosis.verdict is Verdict.CAUSE else "If it is that one"


def _difference(diagnosis: Diagnosis) -> str:
    item = diagnosis.difference
    if item is None:
        return ""
    near = f" (they differ in {item.near} only)" if item.near else ""
    return "\n".join(
        [
            f"What differs: {item.field}{near}",
            f"  publisher  {item.record_value or '(blank)'}",
            f"  token      {item.claim_value or '(not in the token)'}",
        ]
    )


def _decider(decider: Decider | None) -> str:
    if decider is None:
        return ""
    lines = ["One look decides", *_wrapped(decider.question, "  ")]
    if decider.command:
        lines.append(f"  $ {decider.command}")
    if decider.answers:
        answers = "|".join(decider.answers)
        lines.append(f"  then: runbook diagnose LOG --observed {decider.name}={answers}")
    return "\n".join(lines)


def _steps(head: str, steps: Sequence[str]) -> str:
    numbered = [
        line
        for number, step in enumerate(steps, 1)
        for line in _wrapped(step, f"  {number}. ", "     ")
    ]
    return "\n".join([head, *numbered]) if steps else ""


def _evidence(diagnosis: Diagnosis) -> str:
    first = diagnosis.candidates[0] if diagnosis.candidates else None
    items = (*first.evidence_for, *first.evidence_against) if first else diagnosis.evidence
    lines = [line for item in items[:_MOST] for line in _item(item, first.cause if first else "")]
    return "\n".join(["Evidence", *lines]) if lines else ""


def _item(item: Evidence, cause: str) -> Iterator[str]:
    place = f"{item.part}:{item.line}" if item.part else f"line {item.line}"
    against = "against: " if cause in item.excludes else ""
    yield from _wrapped(f"{against}{item.text}", f"  {place if item.line else 'known':10} ")


def _candidates(diagnosis: Diagnosis) -> str:
    others = [item for item in diagnosis.candidates[1:] if item.confidence != Confidence.UNLIKELY]
    if not others or diagnosis.verdict is Verdict.CAUSE:
        return ""
    lines = [f"  {item.confidence:9} {item.cause}: {item.title}" for item in others[:_MOST]]
    if len(others) > _MOST:
        lines.append(f"  and {len(others) - _MOST} more (--json lists them)")
    return "\n".join(["It can also be", *lines])


def _others(diagnosis: Diagnosis) -> str:
    lines = [
        f"  {' / '.join(part for part in (item.job, item.step) if part) or f'line {item.line}'}:"
        f" {item.text}"
        for item in diagnosis.others
    ]
    return "\n".join(["Also failed", *lines]) if lines else ""


def _paragraphs(notes: Iterable[str]) -> str:
    return "\n".join(line for note in notes for line in _wrapped(note, "Note: ", "      "))


def _wrapped(text: str, first: str, rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
