"""A timeline as text for a terminal and as data for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runbook.forges.facts import forge_facts
from runbook.forges.github.catalog import signatures
from runbook.model.forge import ForgeKind
from runbook.model.origin import Unset
from runbook.model.timeline import Result, Stage, Verdict
from runbook.simulation.exchange import registry_of
from runbook.simulation.words import event_words
from runbook.text import mask_secrets, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.model.claims import Claims
    from runbook.model.comparison import Match
    from runbook.model.fact import Fact
    from runbook.model.timeline import Ending, Timeline, TimelineStep
    from runbook.simulation.world import World

# Words, not colours or glyphs: they survive a CI log, a screen reader and a paste into an issue.
_MARKS = {
    Verdict.GOES: "ok",
    Verdict.STOPS: "STOP",
    Verdict.WAITS: "wait",
    Verdict.SKIPPED: "skip",
    Verdict.UNKNOWN: "?",
}
_CLAIMS = {
    ForgeKind.GITHUB: (
        *("repository", "workflow_ref", "job_workflow_ref"),
        *("environment", "ref", "event_name"),
    ),
    ForgeKind.GITLAB: (
        *("project_path", "ci_config_ref_uri", "environment"),
        *("ref", "ref_type", "pipeline_source"),
    ),
}


def text_lines(timeline: Timeline, world: World, *, explain: bool = False) -> Iterator[str]:
    """The timeline for a person: what happens file by file, then how each publication ends."""
    yield f"{_shown(event_words(timeline.event, world.forge))} (rules of {timeline.as_of})"
    workflow = ""
    for step in timeline.steps:
        if step.workflow != workflow:
            workflow = step.workflow
            yield _shown(workflow)
        yield from _step(step, world.forge)
    yield from ("", *ending_lines(timeline, world))
    if explain:
        yield from ("", *_explained(timeline, world))


def ending_lines(timeline: Timeline, world: World) -> Iterator[str]:
    """How each publication ends, and for those that do not get there: why, where, what to do."""
    for ending in timeline.endings:
        yield f"{ending.result.value}: {_shown(ending.publication)}"
        step = None if ending.step is None else timeline.steps[ending.step]
        if step is not None and ending.result is not Result.PUBLISHED:
            yield from _why(step, world)
    if not timeline.endings:
        yield "nothing here publishes to a registry"


def _why(step: TimelineStep, world: World) -> Iterator[str]:
    yield f"  because: {_shown(step.reason)}"
    if step.message:
        yield f"  message: {_shown(step.message)}"
    if step.span is not None:
        yield f"  where: {_shown(str(step.span))}"
    fix = _fix(step, world)
    if fix:
        yield f"  fix: {_shown(fix)}"


def _step(step: TimelineStep, forge: ForgeKind) -> Iterator[str]:
    job = f" [{_shown(step.job)}]" if step.job else ""
    mark = _MARKS[step.verdict]
    yield f"  {mark:4} {step.stage.value:11} {_shown(step.title)}{job}: {_shown(step.reason)}"
    if step.message:
        yield f"       message: {_shown(step.message)}"
    if step.stage is Stage.CLAIMS and step.claims is not None:
        yield from _claim_lines(step.claims, forge)


def _claim_lines(claims: Claims, forge: ForgeKind) -> Iterator[str]:
    for name in _CLAIMS[forge]:
        value = claims.get(name)
        said = "(absent)" if value is None else "(not known)" if isinstance(value, Unset) else value
        yield f"       {name}: {_shown(said)}"


def _explained(timeline: Timeline, world: World) -> Iterator[str]:
    """The facts the timeline rests on, each once, with source and date."""
    names = dict.fromkeys(name for step in timeline.steps for name in step.facts)
    known = _facts(world)
    for name in names:
        fact = known.get(name)
        if fact is not None:
            yield f"{name}: {fact.text}"
            yield f"  {'; '.join(fact.sources)} (checked {fact.checked})" + (
                ", unverified" if fact.unverified else ""
            )


def _facts(world: World) -> dict[str, Fact]:
    found = dict(forge_facts(world.forge))
    for _, publication in world.keyed():
        registry = registry_of(publication)
        if registry is not None:
            found |= {fact.id: fact for fact in registry.data.facts}
    return found


def _fix(step: TimelineStep, world: World) -> str:
    """What the message's own entry says to do."""
    if step.signature in signatures():
        return signatures()[step.signature].fix
    for key, publication in world.keyed():
        registry = registry_of(publication) if key == step.publication else None
        for item in registry.data.signatures if registry is not None else ():
            if item.id == step.signature:
                return item.fix
    return ""


def timeline_data(timeline: Timeline) -> dict[str, Any]:
    """The timeline as plain data."""
    event = timeline.event
    return {
        "event": {
            "name": event.kind.value,
            "ref": event.ref,
            "activity": event.activity,
            "workflow": event.workflow,
            "inputs": dict(event.inputs),
        },
        "as_of": timeline.as_of,
        "steps": [_step_data(step) for step in timeline.steps],
        "endings": [_ending_data(ending) for ending in timeline.endings],
    }


def _ending_data(ending: Ending) -> dict[str, Any]:
    return {
        "publication": ending.publication,
        "result": ending.result.value,
        "step": ending.step,
    }


def _step_data(step: TimelineStep) -> dict[str, Any]:
    return {
        "stage": step.stage.value,
        "verdict": step.verdict.value,
        "title": step.title,
        "reason": mask_secrets(step.reason),
        "workflow": step.workflow,
        "job": step.job,
        "environment": step.environment,
        "publication": step.publication,
        "message": mask_secrets(step.message),
        "signature": step.signature,
        "location": None if step.span is None else str(step.span),
        "facts": list(step.facts),
        "claims": None if step.claims is None else _claims_data(step.claims),
        "comparisons": None if step.match is None else _match_data(step.match),
    }


def _claims_data(claims: Claims) -> dict[str, str | None]:
    """Claims by name; null for one that is in the token with a value nobody knows here."""
    return {name: claims.known(name) for name in claims.values}


def _match_data(match: Match) -> list[dict[str, Any]]:
    return [
        {
            "field": item.field,
            "record": item.record_value,
            "claim": item.claim,
            "value": None if isinstance(item.claim_value, Unset) else item.claim_value,
            "equal": item.equal,
        }
        for item in match.comparisons
    ]


def _shown(text: str) -> str:
    return visible(mask_secrets(text))
