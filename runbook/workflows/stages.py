"""What a job does that uploads: fetch what was built, upload it, and the same for the next.

One job may upload to several registries, and not to all of them in every release. Uploads take
what lies in ``dist/``, so each finds there what was built for it and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.workflows.actions import call_of, finds_itself
from runbook.workflows.builds import checkout
from runbook.workflows.clients import builds_of, client_of
from runbook.workflows.conditions import condition, only_if
from runbook.workflows.ids import told_apart
from runbook.workflows.pins import pinned
from runbook.workflows.uploads import upload_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runbook.forges.builds import Build
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.workflows.emit import Data

    Steps = list[dict[str, Data]]

_CLEAR: dict[str, Data] = {"name": "Make room for the next files", "run": "rm -rf dist"}


@dataclass(frozen=True, slots=True)
class Upload:
    """One thing that a job uploads in `releases`; `builds` stored what it takes."""

    steps: Steps
    builds: tuple[Build, ...]
    releases: tuple[str, ...]


def needs_sources(plan: Plan, item: Publication) -> bool:
    """Whether its job begins with a checkout: to publish from sources, or to find its action."""
    return not client_of(item).artifact or bool(item.via and not finds_itself(plan))


def uploading_steps(plan: Plan, publications: Sequence[Publication]) -> list[Data]:
    """The steps of the job that makes all `publications`."""
    steps = [checkout()] if any(needs_sources(plan, item) for item in publications) else []
    uploads = _uploads(plan, publications)
    every = dict.fromkeys(item.release for item in publications)
    called = len(publications[0].call_path) > 1
    for releases, some in _stages(uploads):
        when = _when(plan, releases, every, called=called)
        steps += [only_if(when, step) for step in some]
    return [*told_apart(steps)]


def _uploads(plan: Plan, publications: Sequence[Publication]) -> list[Upload]:
    """Publications that are made by the same steps are one upload."""
    found: list[tuple[Steps, tuple[Build, ...], list[str]]] = []
    for item in publications:
        steps = [call_of(plan, item)] if item.via else upload_steps(plan, item)
        builds = builds_of(plan, item)
        same = (names for *others, names in found if others == [steps, builds])
        names = next(same, None)
        if names is None:
            found.append((steps, builds, [item.release]))
        elif item.release not in names:
            names.append(item.release)
    return [Upload(steps, builds, tuple(names)) for steps, builds, names in found]


def _stages(uploads: Sequence[Upload]) -> Iterator[tuple[Sequence[str], Steps]]:
    """Steps in their order, each with the releases in which it runs.

    `there` says by release which builds' files wait in dist/, None once they were uploaded: an
    upload leaves files of its own there, such as attestations.
    """
    there: dict[str, tuple[Build, ...] | None] = {}
    for index, upload in enumerate(uploads):
        mine = upload.releases
        left = [name for name in mine if name in there and there[name] != upload.builds]
        if left:
            yield left, [_CLEAR]
            there = {name: built for name, built in there.items() if name not in left}
        missing = [name for name in mine if name not in there]
        if upload.builds and missing:
            waiting = _first_of(uploads[index:], upload.builds)
            fetched = [*missing, *(name for name in waiting if name not in {*there, *mine})]
            yield fetched, [_fetch(build) for build in upload.builds]
            there |= dict.fromkeys(fetched, upload.builds)
        yield mine, upload.steps
        if upload.builds:
            there |= dict.fromkeys(mine)


def _first_of(uploads: Iterable[Upload], builds: tuple[Build, ...]) -> list[str]:
    """The releases whose first upload of `uploads` takes the files of `builds`."""
    first: dict[str, Upload] = {}
    for upload in uploads:
        for name in upload.releases:
            first.setdefault(name, upload)
    return [name for name, upload in first.items() if upload.builds == builds]


def _fetch(build: Build) -> dict[str, Data]:
    return {
        "name": "Fetch what the build stored",
        "uses": pinned("actions/download-artifact"),
        "with": dict(build.download),
    }


def _when(plan: Plan, mine: Iterable[str], every: Iterable[str], *, called: bool) -> str | None:
    """The condition of a step that runs in `mine` of the releases in which its job runs."""
    chosen = set(mine)
    releases = [item for item in plan.releases if item.name in set(every)]
    return condition(
        [item for item in releases if item.name in chosen],
        [item for item in releases if item.name not in chosen],
        called=called,
    )
