"""Trigger decisions hold for every vector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from vector_data import Vector, section

from runbook.forges.github.semantics.events import created, run_ref
from runbook.forges.github.semantics.triggers import starts
from runbook.forges.github.syntax.read import read_workflow
from runbook.model.timeline import Event, EventKind

if TYPE_CHECKING:
    from runbook.forges.github.syntax.model import Workflow

AS_OF = "2026-11-21"
_PULLS = ("pull_request", "pull_request_target")


def workflow(on: object) -> Workflow:
    text = yaml.safe_dump({"on": on, "jobs": {"a": {"runs-on": "x", "steps": [{"run": "y"}]}}})
    return read_workflow(text, ".github/workflows/a.yml")


def ref_of(event: Vector) -> str:
    if "ref" in event:
        return event["ref"]
    if "tag" in event:
        return f"refs/tags/{event['tag']}"
    if event["name"] in _PULLS:
        return f"refs/pull/{event.get('number', 'N')}/merge"
    return f"refs/heads/{event.get('default_branch', 'main')}"


def followed(on: object) -> str | None:
    """The workflow whose run a chained one waits for, where the vector does not repeat it."""
    chained = on.get("workflow_run") if isinstance(on, dict) else None
    return next(iter((chained or {}).get("workflows", ())), None)


def happened(on: object, event: Vector) -> tuple[Event, ...]:
    """The event, or the events, a vector describes."""
    if event["name"] not in {kind.value for kind in EventKind}:
        made_with_its_tag = "refs/tags/v1.0.0"  # in the browser: both fire
        release = Event(EventKind.RELEASE, made_with_its_tag, activity="published")
        return Event(EventKind.PUSH, made_with_its_tag), release
    refs = event.get("refs") or [ref_of(event)]
    tags = sum(ref.startswith("refs/tags/") for ref in refs)
    paths = event.get("changed")
    return tuple(
        Event(
            EventKind(event["name"]),
            ref,
            activity=event.get("action") or event.get("type") or "",
            by_forge_token=event.get("actor") == "GITHUB_TOKEN",
            tags_at_once=max(1, tags),
            message=event.get("message") or event.get("commit_message") or "",
            paths=None if paths is None else tuple(paths),
            draft=bool(event.get("draft") or event.get("from_draft")),
            prerelease=bool(event.get("prerelease")),
            base=event.get("base") or event.get("branch") or "",
            workflow=event.get("workflow")
            or (followed(on) if event["name"] == "workflow_run" else None),
        )
        for ref in refs
    )


def runs(on: object, event: Vector) -> list[str]:
    if any(event.get(key) is False for key in event if key.startswith(("workflow_file", "on_def"))):
        return []
    read = workflow(on)
    default = event.get("default_branch", "main")
    return [
        run_ref(item, default, event.get("as_of", AS_OF))
        for item in happened(on, event)
        if created(item).starts and starts(read, item, default).starts
    ]


def expected_runs(vector: Vector) -> int:
    expect = vector["expect"]
    if expect in ("no-run", "invalid"):
        return 0
    if expect == "run-per-tag":
        return len(vector["event"]["refs"])
    return 2 if "twice" in expect else 1


@pytest.mark.parametrize("vector", section("triggers"))
def test_trigger(vector: Vector) -> None:
    found = runs(vector["on"], vector["event"])
    assert len(found) == expected_runs(vector)
    if "github_ref" in vector:
        assert found == [vector["github_ref"]]
    if vector["expect"] == "invalid":
        decision = starts(
            workflow(vector["on"]), happened(vector["on"], vector["event"])[0], "main"
        )
        assert decision.invalid
