"""The ways by which what was found starts, as releases of a descriptor, and names for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.model.forge import GITLAB_FILE
from runbook.repository.infer_way import Way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runbook.model.found import FoundPublication, Start
    from runbook.repository.infer_way import Ways
    from runbook.repository.model import Repository
    from runbook.source import Span

_TESTS = frozenset({"testpypi"})
_LONGEST_NAME = 60


def ways_to(item: FoundPublication, repository: Repository) -> list[Way]:
    """The ways into the file of a publication that lead to it."""
    ways = ways_on_gitlab(item, repository)
    if ways is not None:
        return list(ways.found)
    return [way for start in item.starts for way in _ways_of(item.workflow, start, repository)]


def ways_on_gitlab(item: FoundPublication, repository: Repository) -> Ways | None:
    """The ways into the job of a pipeline, None for a job of GitHub."""
    pipeline = repository.pipeline(item.workflow)
    job = pipeline.jobs.get(item.job) if pipeline else None
    if pipeline is None or job is None:
        return None
    from runbook.repository.infer_ways import ways_of  # noqa: PLC0415 - only on GitLab

    return ways_of(pipeline, job)


def _ways_of(file: str, start: Start, repository: Repository) -> Iterator[Way]:
    by = word_for(start)
    if start.event == "push":
        both = not start.tags and not start.branches
        if start.tags or both:
            yield Way(file, "tag", tags=start.tags or ("**",))
        if start.branches or both:
            yield Way(file, "merge", branches=start.branches or ("**",))
    elif by == "schedule":
        workflow = repository.workflow(file)
        trigger = workflow.trigger("schedule") if workflow else None
        crons = [text.value for text in trigger.crons] if trigger else []
        yield Way(file, by, cron=crons[0] if crons else "")
    elif by:
        yield Way(file, by, types=start.types)


def word_for(start: Start) -> str:
    """The descriptor's word for the event, "" when it has none."""
    words = {"workflow_dispatch": "dispatch", "schedule": "schedule", "release": "release"}
    if start.event == "push":
        return "tag" if start.tags else "merge"
    return words.get(start.event, "")


def way_span(way: Way, users: list[FoundPublication], repository: Repository) -> Span:
    """Where the trigger stands, or the rule on GitLab; else one of the uploads."""
    ways = ways_on_gitlab(users[-1], repository)
    if ways is not None:
        return ways.found[way]
    events = {"tag": "push", "merge": "push", "dispatch": "workflow_dispatch"}
    workflow = repository.workflow(way.workflow)
    trigger = workflow.trigger(events.get(way.by, way.by)) if workflow else None
    return trigger.span if trigger else users[-1].span


def named_ways(users: Mapping[Way, list[FoundPublication]]) -> dict[Way, str]:
    """A name for each way, once in the project; `users` are the publications that come by it."""
    names: dict[Way, str] = {}
    for way, items in users.items():
        base = _base_name(way.by, tests_only=all(item.registry in _TESTS for item in items))
        stem = re.sub(r"[^a-z0-9]+", "-", way.workflow.rpartition(".")[0].lower()).strip("-")
        stem = way.by if way.workflow == GITLAB_FILE else stem
        wishes = (base, f"{base}-{stem}"[:_LONGEST_NAME].rstrip("-"))
        used = set(names.values())
        free = next((name for name in wishes if name not in used), "")
        names[way] = free or f"{base}-{len(used) + 1}"
    return names


def _base_name(by: str, *, tests_only: bool) -> str:
    if by == "dispatch":
        return "rehearsal" if tests_only else "manual"
    if by == "schedule":
        return "scheduled"
    return "development" if tests_only else "production"
