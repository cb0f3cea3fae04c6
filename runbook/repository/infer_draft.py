"""What was found, in the descriptor's words: releases with names, environments, entries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.finding import Certainty
from runbook.model.forge import ForgeKind
from runbook.repository.infer_environments import distinct, entered
from runbook.repository.infer_starts import named_ways, way_span, ways_on_gitlab, ways_to, word_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runbook.model.found import FoundPublication
    from runbook.repository.infer_way import Way, Ways
    from runbook.repository.model import Repository
    from runbook.source import Span

_AGAIN = "a job of the same workflow that calls the same upload is declared already"
_GITHUB = "github.com"


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
        for way in ways_to(item, repository):
            users.setdefault(way, []).append(item)
    names = named_ways(users)
    every = [entry for item in sayable for entry in _entries(item, repository, names)]
    entries, again = _said_once(every)
    releases = tuple(
        DraftRelease(name, way, way_span(way, users[way], repository))
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
    if not any(word_for(start) for start in item.starts):
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


def _entries(
    item: FoundPublication, repository: Repository, names: Mapping[Way, str]
) -> Iterator[DraftEntry]:
    own = [names[way] for way in ways_to(item, repository)]
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
    events = [start.event for start in item.starts if not word_for(start)]
    if events:
        yield f"it is also started by {', '.join(events)}, which a descriptor cannot say"
    if any(start.by_if for start in item.starts):
        yield "an `if`, not the trigger, restricts the refs"
    if ways is not None:
        yield from ways.doubts
        if ways.unsaid:
            yield f"it is also started by {', '.join(ways.unsaid)}, which a descriptor cannot say"
