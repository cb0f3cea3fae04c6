"""Publications as plain data, in the vocabulary that `runbook init --json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.repository.infer_notices import notices
from runbook.repository.infer_starts import ways_on_gitlab
from runbook.repository.publish import publications

if TYPE_CHECKING:
    from runbook.model.found import FoundPublication, Start
    from runbook.repository.model import Repository

Json = dict[str, object]


def publication_json(found: FoundPublication, repository: Repository) -> Json:
    """One publication: registry, packages, where it stands, how it authenticates and starts."""
    return {
        "registry": found.registry,
        "package": found.packages[0] if found.packages else None,
        "packages": list(found.packages),
        "workflow": found.workflow,
        "callee_workflow": found.callee_workflow,
        "job": found.job,
        "callee_job": found.callee_job,
        "auth": found.auth.value,
        "secret": found.secret,
        "environment": environment_text(found, repository),
        "id_token_write": found.id_token_write,
        "triggers": _triggers(found, repository),
        "via": found.via,
        "client": found.client,
        "conditional": found.condition,
        "certainty": found.certainty.value,
        "implied": found.implied,
        "dead": found.dead or None,
        "location": str(found.span),
    }


def repository_json(repository: Repository) -> str:
    """The whole answer: identity, publications, and the notices with their next step."""
    import json  # noqa: PLC0415 - start-up

    found = publications(repository)
    known = notices(repository, found)
    listed = [publication_json(item, repository) for item in found]
    data = {
        "owner": repository.owner,
        "repo": repository.repo,
        "publications": listed,
        "notices": [
            {"kind": item.kind, "message": item.message, "next": item.next} for item in known
        ],
    }
    return json.dumps(data, indent=2)


def environment_text(found: FoundPublication, repository: Repository) -> str | None:
    """The environment's name; the expression as written when the name is not known."""
    if found.environment.known:
        return found.environment.value
    pipeline = repository.pipeline(found.workflow)
    if pipeline is not None:
        word = pipeline.jobs[found.job].environment
        return word.value if word else None
    workflow = repository.workflow(found.uploading_workflow)
    job = workflow.jobs.get(found.uploading_job) if workflow else None
    return job.environment.name.value if job and job.environment else None


def _triggers(found: FoundPublication, repository: Repository) -> list[Json]:
    """The events that start it; on GitLab the sources of the pipelines that its rules let in."""
    ways = ways_on_gitlab(found, repository)
    if ways is None:
        return [_start_json(start) for start in found.starts]
    listed = []
    for way in ways.found:
        data: Json = {"event": {"dispatch": "web", "schedule": "schedule"}.get(way.by, "push")}
        data |= {"tags": list(way.tags)} if way.tags else {}
        default = ("$CI_DEFAULT_BRANCH",) if way.by == "merge" else ()
        branches = way.branches or default
        data |= {"branches": list(branches)} if branches else {}
        listed.append(data)
    return listed


def _start_json(start: Start) -> Json:
    data: Json = {"event": start.event}
    for name in ("tags", "branches", "types"):
        values = getattr(start, name)
        if values:
            data[name] = list(values)
    if start.by_if:
        data["by_if"] = True
    return data
