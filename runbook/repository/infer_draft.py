"""What was found, in the descriptor's words: releases with names, environments, entries."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.finding import Certainty
from runbook.model.forge import GITLAB_FILE, ForgeKind
from runbook.repository.infer_environments import distinct, entered
from runbook.repository.infer_way import Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runbook.model.found import FoundPublication, Start
    from runbook.repository.infer_way import Ways
    from runbook.repository.model import Repository
    from runbook.source import Span

_TESTS = frozenset({"testpypi"})
_AGAIN = "a job of the same workflow that calls the same upload is declared already"
_GITHUB = "github.com"
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class DraftRelease:
    """A way with its name; `origin` is where the trigger stands."""

    name: str
    way: Way
    origin: Span


@dataclass(frozen=True, slots=True)
class DraftEntry:
    """One item of `registries:`. `release` is "" when all releases of the file upload it.

    `client` is said where it is not what the workflow file shows by itself.
    """

    found: FoundPublication
    release: str
    doubts: tuple[str, ...] = ()
    client: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A descriptor to be. `left_out` are publications it cannot say, each with the reason.

    `entered` are the environments that other jobs of the same runs enter, with their places.
    """

    owner: str
    repo: str
    default_branch: str | None
    releases: tuple[DraftRelease, ...] = ()
    entries: tuple[DraftEntry, ...] = ()
    left_out: tuple[tuple[FoundPublication, str], ...] = ()
    entered: tuple[tuple[str, Span], ...] = ()
    host: str = _GITHUB
    forge: ForgeKind = ForgeKind.GITHUB

    @property
    def environments(self) -> dict[str, Span]:
        """The environments to declare, those that entries name first, each with its place."""
        named = (
            (entry.found.environment.value, entry.found.job_span or entry.found.span)
            for entry in self.entries
        )
        own = ((name, span) for name, span in named if name is not None)
        return distinct((*own, *self.entered))


def draft(
    repository: Repository, found: Iterable[FoundPublication], registries: Iterable[str]
) -> Draft:
    """The draft of `repository`'s descriptor; `registries` are the ids a descriptor may name."""
    known = frozenset(registries)
    judged = [(item, _reason(item, known, repository)) for item in found if not item.dead]
    sayable = [item for item, reason in judged if not reason]
    users: dict[Way, list[FoundPublication]] = {}
    for item in sayable:
        for way in _ways(item, repository):
            users.setdefault(way, []).append(item)
    names = _names(users)
    every = [entry for item in sayable for entry in _entries(item, repository, names)]
    entries, again = _said_once(every)
    releases = tuple(
        DraftRelease(name, way, _trigger_span(way, users[way], repository))
        for way, name in names.items()
    )
    owner, repo = identity(repository)
    return Draft(
        owner,
        repo,
        repository.default_branch,
        releases,
        tuple(entries),
        (*((item, reason) for item, reason in judged if reason), *again),
        tuple(entered(repository, ((way.workflow, way.by) for way in names))),
        _host(repository),
        repository.forge,
    )


def _names(users: Mapping[Way, list[FoundPublication]]) -> dict[Way, str]:
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


def identity(repository: Repository) -> tuple[str, str]:
    """Owner and repository: of the remote, else of a manifest's address; "" when unknown."""
    if repository.owner and repository.repo:
        return repository.owner, repository.repo
    from runbook.repository.remote import parse_remote  # noqa: PLC0415 - only without a remote

    for manifest in repository.manifests:
        remote = parse_remote(manifest.repository_url or "")
        if remote is not None:
            return remote.owner, remote.repo
    return "", ""


def _host(repository: Repository) -> str:
    """The forge's host; one without a dot is an alias of somebody's SSH configuration."""
    if repository.forge is ForgeKind.GITLAB:
        from runbook.repository.pipeline_variables import host_of  # noqa: PLC0415 - only on GitLab

        return host_of(repository)
    host = repository.git.host or ""
    return host if "." in host else _GITHUB


def _reason(item: FoundPublication, known: frozenset[str], repository: Repository) -> str:
    """Why a descriptor cannot hold it, "" when it can."""
    if item.registry not in known:
        return "no registry with publisher records that runbook knows"
    if not item.packages:
        return "no manifest names the package"
    if item.via.startswith("reusable:") and "@" in item.via:
        return "the workflow it calls stands in another repository and is not visible"
    if repository.forge is ForgeKind.GITLAB:
        return _reason_on_gitlab(item, repository)
    if not any(_by(start) for start in item.starts):
        events = ", ".join(start.event for start in item.starts)
        return f"a descriptor has no release that is started by {events}"
    return ""


def _reason_on_gitlab(item: FoundPublication, repository: Repository) -> str:
    ways = ways_on_gitlab(item, repository)
    if ways is None:
        return "a workflow of GitHub makes it, and the project is on GitLab"
    if not ways.found:
        unsaid = ", ".join(ways.unsaid) or "pipelines that no rule names"
        return f"a descriptor has no release that is started by {unsaid}"
    return ""


def ways_on_gitlab(item: FoundPublication, repository: Repository) -> Ways | None:
    """The ways into the job of a pipeline, None for a job of GitHub."""
    pipeline = repository.pipeline(item.workflow)
    job = pipeline.jobs.get(item.job) if pipeline else None
    if pipeline is None or job is None:
        return None
    from runbook.repository.infer_ways import ways_of  # noqa: PLC0415 - only on GitLab

    return ways_of(pipeline, job)


def _entries(
    item: FoundPublication, repository: Repository, names: Mapping[Way, str]
) -> Iterator[DraftEntry]:
    own = [names[way] for way in _ways(item, repository)]
    of_file = [name for way, name in names.items() if way.workflow == item.workflow]
    doubts = tuple(_doubts(item, ways_on_gitlab(item, repository)))
    client = _client(item, repository)
    if set(own) == set(of_file):
        yield DraftEntry(item, "", doubts, client)
    else:
        yield from (DraftEntry(item, name, doubts, client) for name in dict.fromkeys(own))


def _client(item: FoundPublication, repository: Repository) -> str:
    """The client of a job of GitLab, when it is one that the registry's data describes."""
    if repository.pipeline(item.workflow) is None:
        return ""
    from runbook.registries.catalog import get  # noqa: PLC0415 - only on GitLab

    known = {client.id for client in get(item.registry).data.clients}
    return item.client if item.client in known else ""


def _said_once(
    every: Iterable[DraftEntry],
) -> tuple[list[DraftEntry], list[tuple[FoundPublication, str]]]:
    """The entries that say something new, and the publications of the others, with the reason.

    Two jobs can call the same reusable workflow; a descriptor has one place for both.
    """
    entries: list[DraftEntry] = []
    again: list[tuple[FoundPublication, str]] = []
    said: set[tuple[str, ...]] = set()
    for entry in every:
        new = _with_new(entry, said)
        if new.found.packages:
            entries.append(new)
        else:
            again.append((entry.found, _AGAIN))
    return entries, again


def _with_new(entry: DraftEntry, said: set[tuple[str, ...]]) -> DraftEntry:
    """The entry with the packages that are new in its place, which are added to `said`."""
    found = entry.found
    place = (found.registry, entry.release, found.uploading_job, *found.call_path)
    new = tuple(name for name in found.packages if (*place, name) not in said)
    said.update((*place, name) for name in new)
    return entry if new == found.packages else replace(entry, found=replace(found, packages=new))


def _doubts(item: FoundPublication, ways: Ways | None) -> Iterator[str]:
    if item.certainty is Certainty.POSSIBLE:
        yield "how it authenticates, or whether it uploads, is decided where runbook cannot look"
    elif item.certainty is Certainty.LIKELY:
        yield "a condition that is decided at run time stands before the upload"
    if not item.environment.known:
        yield "the environment's name is computed at run time"
    events = [start.event for start in item.starts if not _by(start)]
    if events:
        yield f"it is also started by {', '.join(events)}, which a descriptor cannot say"
    if any(start.by_if for start in item.starts):
        yield "an `if`, not the trigger, restricts the refs"
    if ways is not None:
        yield from ways.doubts
        if ways.unsaid:
            yield f"it is also started by {', '.join(ways.unsaid)}, which a descriptor cannot say"


def _by(start: Start) -> str:
    """The descriptor's word for the event, "" when it has none."""
    words = {"workflow_dispatch": "dispatch", "schedule": "schedule", "release": "release"}
    if start.event == "push":
        return "tag" if start.tags else "merge"
    return words.get(start.event, "")


def _ways(item: FoundPublication, repository: Repository) -> list[Way]:
    ways = ways_on_gitlab(item, repository)
    if ways is not None:
        return list(ways.found)
    return [way for start in item.starts for way in _ways_of(item.workflow, start, repository)]


def _ways_of(file: str, start: Start, repository: Repository) -> Iterator[Way]:
    by = _by(start)
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


def _trigger_span(way: Way, users: list[FoundPublication], repository: Repository) -> Span:
    """Where the trigger stands, or the rule on GitLab; else one of the uploads."""
    ways = ways_on_gitlab(users[-1], repository)
    if ways is not None:
        return ways.found[way]
    events = {"tag": "push", "merge": "push", "dispatch": "workflow_dispatch"}
    workflow = repository.workflow(way.workflow)
    trigger = workflow.trigger(events.get(way.by, way.by)) if workflow else None
    return trigger.span if trigger else users[-1].span


def _base_name(by: str, *, tests_only: bool) -> str:
    if by == "dispatch":
        return "rehearsal" if tests_only else "manual"
    if by == "schedule":
        return "scheduled"
    return "development" if tests_only else "production"
