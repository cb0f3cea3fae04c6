"""From a log, and what is known of the project, to a diagnosis."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from runbook.diagnosis import claims
from runbook.diagnosis.choose import focus_of, others_of
from runbook.diagnosis.clues.messages import ANCHORS
from runbook.diagnosis.context import Context
from runbook.diagnosis.hits import find_hits
from runbook.diagnosis.knowledge import knowledge
from runbook.diagnosis.lines import Level
from runbook.diagnosis.log import Log, read_log
from runbook.diagnosis.model import Decider, Diagnosis, Evidence, Verdict
from runbook.diagnosis.reason import Reasoned, reason
from runbook.diagnosis.scene import scenes_of, transient
from runbook.diagnosis.values import filled, values_of
from runbook.registries import catalog
from runbook.text import shorten, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from runbook.diagnosis.lines import Line
    from runbook.diagnosis.part import Part
    from runbook.diagnosis.scene import Scene
    from runbook.diagnosis.situation import Situation

_SHOWN_ERRORS: Final = 5
_ERROR = re.compile(r"\s*(?:npm (?:ERR!|error)|[Ee]rror(?:\[\w{1,9}\])?:|ERROR\b|fatal:|FAILED\b)")
_NAMES: Final = {
    "owner": "OWNER",
    "repo": "REPO",
    "package": "PACKAGE",
    "user": "USER",
    "record_owner": "OLD-OWNER",
    "record_repo": "OLD-REPO",
}


def diagnose(parts: Iterable[Part], context: Context | None = None) -> Diagnosis:
    """Why the release in this log failed.

    `parts` are what `runbook.diagnosis.intake` makes of a file, a stream or a text.
    """
    known = knowledge()
    log = read_log(parts, [*known.anchors, *claims.ANCHORS, *ANCHORS])
    scenes = scenes_of(log, find_hits(log.excerpts, known), known)
    situation = focus_of(scenes, context or Context(), known, _date(log, context))
    if situation is None:
        return _nothing_failed(log, scenes)
    return _explained(log, scenes, situation, reason(situation))


def _date(log: Log, context: Context | None) -> str:
    """The day whose rules apply: that of the log, or the case's, or today's knowledge."""
    if log.date:
        return log.date
    case = context.case if context else None
    return case.as_of if case else catalog.catalog_version()


def _explained(
    log: Log, scenes: Sequence[Scene], situation: Situation, reasoned: Reasoned
) -> Diagnosis:
    known = situation.known
    first = reasoned.candidates[0]
    cause = known.cause(first.cause, situation.forge)
    values = values_of(situation, first.evidence_for)
    decided = reasoned.verdict is Verdict.CAUSE
    difference = next((e.difference for e in first.evidence_for if e.difference), None)
    said = next((e.difference for e in reasoned.evidence if e.difference), None)
    return Diagnosis(
        verdict=reasoned.verdict,
        cause=first.cause if decided else None,
        title=cause.title,
        definition=filled(cause.definition, values),
        candidates=reasoned.candidates,
        registry=situation.registry_id,
        evidence=reasoned.evidence,
        difference=difference or said,
        fix=tuple(filled(step, values) for step in cause.fix),
        verify=tuple(filled(step, values) for step in cause.verify),
        decider=None if decided else _decider(reasoned, situation, values),
        page=first.cause,
        job=situation.scene.job,
        step=situation.scene.step,
        notes=_notes(situation, log),
        others=others_of(scenes, situation),
        date=log.date,
        lines=log.total,
        names={values[key]: label for key, label in _NAMES.items() if key in values},
    )


def _decider(reasoned: Reasoned, situation: Situation, values: Mapping[str, str]) -> Decider | None:
    """The observation that tells most of the remaining causes apart; the first cause's on a tie."""
    left = [item.cause for item in reasoned.candidates if item.confidence != "unlikely"]
    own = situation.known.causes[left[0]].decided_by if left else ""
    worded = situation.known.on(situation.forge).observations
    asked = [
        worded.get(name, item)
        for name, item in situation.known.observations.items()
        if name not in situation.context.observed
        and left[:1]
        and left[0] in item.separates
        and (not item.registries or situation.registry_id in item.registries)
        and not situation.said(*item.seen_in)
    ]
    best = max(
        asked,
        key=lambda item: (len(set(left) & set(item.separates)), item.name == own),
        default=None,
    )
    if best is None:
        return None
    separated = tuple(cause for cause in left if cause in best.separates)
    answers = tuple(best.answers) or ((best.free,) if best.free else ())
    question, command = filled(best.question, values), filled(best.command, values)
    return Decider(best.name, question, command, separated, answers)


def _notes(situation: Situation, log: Log) -> tuple[str, ...]:
    """What is worth knowing besides: old messages, retries, what was left out."""
    notes = []
    for hit in situation.hits:
        until, since = hit.signature.until, hit.signature.since
        if until is not None:
            notes.append(f"This wording was used until {until}: the log is older than that.")
        elif since is not None and log.date and log.date < since:
            notes.append(f"This wording is known since {since} only; check the log's date.")
    notes += [hit.signature.meaning for hit in situation.hits if transient(hit, situation.known)]
    if log.cut:
        notes.append("The log has more remarkable lines than are kept; its middle was left out.")
    return tuple(dict.fromkeys(note for note in notes if note))


def _nothing_failed(log: Log, scenes: Sequence[Scene]) -> Diagnosis:
    """No known failure: it worked, or it failed in words nobody taught us."""
    lines = [line for scene in scenes for line in scene.lines if line.level is not Level.SCRIPT]
    errors = [line for line in lines if line.level is Level.ERROR or _ERROR.match(line.text)]
    worked = [hit for scene in scenes for hit in scene.hits if hit.signature.stage == "success"]
    if worked and not errors:
        title = "Nothing failed in this log"
        text = "The log tells of a successful publish or of nothing to publish."
        return _empty(Verdict.WORKED, title, text, [hit.line for hit in worked], log)
    if not log.total:
        return _empty(Verdict.UNRECOGNISED, "The log is empty", "There is no line in it.", [], log)
    title = "No known message is in this log"
    text = (
        "What failed, if anything did, is not among the messages this version knows of registries, "
        "clients and the forge."
    )
    return _empty(Verdict.UNRECOGNISED, title, text, errors, log)


def _empty(verdict: Verdict, title: str, text: str, lines: Sequence[Line], log: Log) -> Diagnosis:
    evidence = tuple(
        Evidence(shorten(visible(line.text.strip()), 160), line.number, line.part)
        for line in lines[:_SHOWN_ERRORS]
    )
    return Diagnosis(verdict, None, title, text, (), None, evidence, date=log.date, lines=log.total)
