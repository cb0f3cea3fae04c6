"""Worlds for tests of the simulation, written as the files and settings a maintainer has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty
from runbook.forges.github.syntax.read import read_action, read_workflow
from runbook.model.environment import Environment, RefPolicy
from runbook.model.found import FoundPublication, Possible
from runbook.model.identity import Identity
from runbook.model.publication import Auth
from runbook.model.record import PublisherRecord, RecordState
from runbook.model.timeline import Event, EventKind
from runbook.simulation.world import World
from runbook.source import Position, Span

if TYPE_CHECKING:
    from runbook.model.timeline import Timeline

AS_OF = "2026-11-21"
IDENTITY = Identity(
    "acme",
    "demo",
    owner_id="42",
    repo_id="7",
    visibility="public",
    tier="free",
    immutable_sub=True,
)
FIELDS = {
    "pypi": ("owner", "repository", "workflow_filename", "environment"),
    "crates-io": ("repository_owner", "repository_name", "workflow_filename", "environment"),
}
RELEASE = """\
name: Release
on:
  push:
    tags: ["v*"]
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make dist
  publish:
    needs: build
    runs-on: ubuntu-latest
    environment: pypi
    permissions:
      id-token: write
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1  # upload pypi demo
"""


def tag(name: str = "v1.2.3", **more: object) -> Event:
    return Event(EventKind.PUSH, f"refs/tags/{name}", **more)  # type: ignore[arg-type]


def branch(name: str = "main", **more: object) -> Event:
    return Event(EventKind.PUSH, f"refs/heads/{name}", **more)  # type: ignore[arg-type]


def dispatch(workflow: str = "release.yml", ref: str = "refs/heads/main", **inputs: str) -> Event:
    return Event(EventKind.DISPATCH, ref, workflow=workflow, inputs=inputs)


def gate(name: str = "pypi", **more: object) -> Environment:
    settings: dict[str, object] = {"tags": ("v*",), "policy": RefPolicy.SELECTED, **more}
    return Environment(name, **settings)  # type: ignore[arg-type]


def record(registry: str = "pypi", *packages: str, **fields: str) -> PublisherRecord:
    """A record of the usual form; `state` and single fields can be given."""
    state = RecordState(fields.pop("state", "active"))
    names = FIELDS.get(registry, FIELDS["pypi"])
    usual = dict(zip(names, ("acme", "demo", "release.yml", "pypi"), strict=True))
    given = {**usual, **fields}
    return PublisherRecord(registry, packages or ("demo",), "github", given, state)


def world(*files: str | tuple[str, str], **changes: object) -> World:
    """A world of workflow files: a text is release.yml, a pair is (file name, text).

    Lines that end in ``# upload REGISTRY PACKAGE`` are its publications.
    """
    named = [("release.yml", file) if isinstance(file, str) else file for file in files]
    texts = {
        f".github/workflows/{name}": text for name, text in named or [("release.yml", RELEASE)]
    }
    settings: dict[str, object] = {
        "identity": IDENTITY,
        "workflows": tuple(read_workflow(text, path) for path, text in texts.items()),
        "publications": tuple(one for path, text in texts.items() for one in uploads(path, text)),
        "environments": (gate(),),
        "records": (record(),),
    }
    return World(**(settings | changes))  # type: ignore[arg-type]


def uploads(path: str, text: str, top: str = "", via: str = "direct") -> list[FoundPublication]:
    """The marked lines of a file; `top` is the file whose event starts it, if another one."""
    found = []
    job = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("  ") and line[2] not in " #" and line.rstrip().endswith(":"):
            job = line.strip().rstrip(":")
        if "# upload " in line:
            registry, package, *auth = line.partition("# upload ")[2].split()
            found.append(_upload(path, number, (registry, package, job, *auth), (top, via)))
    return found


def _upload(path: str, line: int, words: tuple[str, ...], way: tuple[str, str]) -> FoundPublication:
    registry, package, job, *auth = words
    top, via = way
    called = bool(top)
    return FoundPublication(
        registry,
        (package,),
        top or path,
        job,
        Auth(auth[0]) if auth else Auth.OIDC,
        "crates-io-auth-action" if registry == "crates-io" else "gh-action-pypi-publish",
        via,
        Possible(),
        id_token_write=True,
        starts=(),
        span=Span(path, Position(line, 9), Position(line, 20)),
        certainty=Certainty.CERTAIN,
        callee_workflow=path if called else None,
        callee_job=job if called else None,
        secret="PYPI_TOKEN" if auth == ["token"] else None,
    )


def action(path: str, text: str) -> tuple[str, object]:
    """A local action with its folder as key."""
    return path, read_action(text, f"{path}/action.yml")


def only_result(timeline: Timeline) -> str:
    (ending,) = timeline.endings
    return ending.result.value


def messages(timeline: Timeline) -> list[str]:
    return [step.message for step in timeline.steps if step.message]


def told(timeline: Timeline) -> list[str]:
    """The steps in short: stage, verdict, job."""
    return [f"{step.stage} {step.verdict} {step.job}".strip() for step in timeline.steps]
