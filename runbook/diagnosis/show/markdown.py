"""A diagnosis for an issue: Markdown in which nothing from the log acts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from runbook.diagnosis.model import Confidence, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runbook.diagnosis.model import Diagnosis, Evidence

_MOST: Final = 10
_ACTIVE = re.compile(r"[\\<>\[\]!*_#@|&~]")
_CODE = re.compile(r"`[^`\n]{1,400}`|https://[^\s`<>\"')]{1,400}")
_FENCE: Final = "````"


def as_markdown(diagnosis: Diagnosis) -> str:
    """Verdict, difference, steps, then the evidence in a fenced block."""
    sections = [*_head(diagnosis), *_difference(diagnosis), *_decider(diagnosis)]
    sections += _list("Steps", diagnosis.fix) + _list("Afterwards", diagnosis.verify)
    sections += [*_candidates(diagnosis), *_evidence(diagnosis)]
    sections += [escaped(note) for note in diagnosis.notes]
    return "\n\n".join(sections) + "\n"


def escaped(text: str) -> str:
    """`text` with Markdown's active characters escaped; code spans and addresses stay."""
    parts, last = [], 0
    for hit in _CODE.finditer(text):
        parts += [_plain(text[last : hit.start()]), hit[0]]
        last = hit.end()
    return "".join([*parts, _plain(text[last:])]).replace("\n", " ")


def _plain(text: str) -> str:
    return _ACTIVE.sub(lambda hit: f"\\{hit[0]}", text)


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(39))}`" if text else "nothing"


def _head(diagnosis: Diagnosis) -> Iterator[str]:
    yield f"### {escaped(diagnosis.title)}"
    decided = diagnosis.verdict is Verdict.CAUSE
    word = f"cause `{diagnosis.cause}`" if decided else str(diagnosis.verdict)
    sure = f", {diagnosis.confidence}" if diagnosis.confidence else ""
    registry = f", registry `{diagnosis.registry}`" if diagnosis.registry else ""
    yield f"Verdict: {word}{sure}{registry}. {escaped(diagnosis.definition)}"


def _difference(diagnosis: Diagnosis) -> Iterator[str]:
    item = diagnosis.difference
    if item is not None:
        near = f" They differ in {item.near} only." if item.near else ""
        yield (
            f"What differs: {escaped(item.field)}. The publisher says {_code(item.record_value)}, "
            f"the token says {_code(item.claim_value or '')}.{near}"
        )


def _decider(diagnosis: Diagnosis) -> Iterator[str]:
    decider = diagnosis.decider
    if decider is not None:
        yield f"One look decides: {escaped(decider.question)}"
        if decider.command:
            yield f"{_FENCE}sh\n{decider.command}\n{_FENCE}"


def _list(head: str, steps: Sequence[str]) -> list[str]:
    items = "\n".join(f"{number}. {escaped(step)}" for number, step in enumerate(steps, 1))
    return [f"#### {head}\n\n{items}"] if steps else []


def _candidates(diagnosis: Diagnosis) -> Iterator[str]:
    left = [item for item in diagnosis.candidates if item.confidence != Confidence.UNLIKELY]
    if diagnosis.verdict is Verdict.UNDECIDED and len(left) > 1:
        rows = "\n".join(
            f"| `{item.cause}` | {escaped(item.title)} | {item.confidence} |" for item in left
        )
        yield f"| Cause | What it is | How sure |\n| --- | --- | --- |\n{rows}"


def _evidence(diagnosis: Diagnosis) -> Iterator[str]:
    if diagnosis.evidence:
        lines = "\n".join(_line(item) for item in diagnosis.evidence[:_MOST])
        yield f"#### Evidence\n\n{_FENCE}text\n{lines.replace(_FENCE, '```')}\n{_FENCE}"


def _line(item: Evidence) -> str:
    place = f"{item.part}:{item.line}: " if item.part else f"{item.line}: " if item.line else ""
    return f"{place}{item.text}"
