"""Which failure of a log is the one to explain: the first that really stopped a publish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from runbook.diagnosis.model import Failure
from runbook.diagnosis.scene import about_publishing, failures, groups, transient
from runbook.diagnosis.situation import Situation
from runbook.diagnosis.subject import derived
from runbook.registries import catalog
from runbook.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runbook.diagnosis.context import Context
    from runbook.diagnosis.hits import Hit
    from runbook.diagnosis.knowledge import Knowledge
    from runbook.diagnosis.scene import Scene
    from runbook.model.publication import Publication

_MOST: Final = 10
_SEVERAL: Final = 2


def focus_of(
    scenes: Sequence[Scene], context: Context, known: Knowledge, date: str
) -> Situation | None:
    """The failure to explain; None when no known failure is in the log.

    Steps in which the forge marked an error go first, then failures of publishing before those of
    builds and tests, then the order of the log. Where errors are marked, a build or test message in
    a step without one is no failure.
    """
    failed = [scene for scene in scenes if failures(scene.hits, known)]
    marked = any(scene.failed for scene in scenes)
    failed = [item for item in failed if item.failed or not marked or _publishes(item, known)]
    if not failed:
        return None
    scene = min(failed, key=lambda item: (not item.failed, not _publishes(item, known)))
    first = _first(scene, known)
    hits = _of_registry(scene.hits, first, known)
    same_job = [item for item in scenes if (item.part, item.job) == (scene.part, scene.job)]
    before = tuple(hit for item in same_job for hit in item.hits if hit.order <= hits[-1].order)
    registry, sure = _registry(scene, first, context, known)
    doubtful = marked and not scene.failed
    return Situation(scene, hits, before, registry, context, known, date, sure, doubtful)


def _publishes(scene: Scene, known: Knowledge) -> bool:
    return any(about_publishing(hit, known) for hit in failures(scene.hits, known))


def _first(scene: Scene, known: Knowledge) -> Hit:
    """The first failure that is about publishing and did not pass; else the first of all.

    A message that only wraps or follows another gives way to that of the same origin.
    """
    failing = failures(scene.hits, known)
    publishing = [hit for hit in failing if about_publishing(hit, known)] or failing
    lasting = [hit for hit in publishing if not transient(hit, known)] or publishing
    first = lasting[0]
    same = [hit for hit in lasting if _family(hit, known) == _family(first, known)]
    return next((hit for hit in same if not hit.signature.secondary), first)


def _of_registry(hits: Iterable[Hit], first: Hit, known: Knowledge) -> tuple[Hit, ...]:
    """The hits from `first` on, and those before it that belong to the same registry.

    Those of no registry stay when they are of the same kind, as a container's or the forge's.
    """
    family = _family(first, known)
    own = groups(first, known)

    def belongs(hit: Hit) -> bool:
        if hit is first:
            return True
        if hit.signature.registry:
            return _family(hit, known) == family
        return not hit.signature.causes or bool(groups(hit, known) & own)

    return tuple(hit for hit in hits if belongs(hit))


def _family(hit: Hit, known: Knowledge) -> tuple[str, ...]:
    return known.shared.get(hit.signature.id, ())


def _registry(
    scene: Scene, first: Hit, context: Context, known: Knowledge
) -> tuple[str | None, bool]:
    """The registry of a message, and whether it is sure.

    Where several print the same, the host in the log decides, then what the plan publishes from
    this job or through the token's environment.
    """
    family = [name for name in _family(first, known) if name in catalog.all_ids()]
    if len(family) < _SEVERAL:
        return (family[0] if family else None), True
    hosts = {name: str(catalog.get(name).data.values.get("host", "")) for name in family}
    seen = [name for name in family if hosts[name] and hosts[name] in scene.text]
    if seen:
        return max(seen, key=lambda name: len(hosts[name])), True
    planned = [item for item in context.publications(None, ()) if item.registry in family]
    narrowed = [item for item in planned if _fits(scene, item)]
    names = list(dict.fromkeys(item.registry for item in narrowed or planned))
    return (names or family)[0], len(names) < _SEVERAL


def _fits(scene: Scene, publication: Publication) -> bool:
    """Whether a publication can be the one that failed in this step."""
    environment = derived(scene.dump.printed).get("environment") if scene.dump else None
    same = environment and environment.casefold() == (publication.environment or "").casefold()
    return bool(same) or publication.job == scene.job


def others_of(scenes: Sequence[Scene], situation: Situation) -> tuple[Failure, ...]:
    """The other steps that failed, with the causes their messages can have."""
    found = []
    for scene in scenes:
        failing = failures(scene.hits, situation.known)
        if scene is situation.scene or not failing:
            continue
        hit = _first(scene, situation.known)
        found.append(
            Failure(
                scene.job,
                scene.step,
                hit.line.number,
                visible(hit.text),
                hit.signature.causes,
            )
        )
    return tuple(found[:_MOST])
