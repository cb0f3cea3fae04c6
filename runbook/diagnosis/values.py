"""The project's values for the {placeholders} of fix steps, observations and definitions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from runbook.diagnosis.subject import derived
from runbook.model.forge import GITLAB_FILE, ForgeKind
from runbook.model.record import RecordState
from runbook.registries.fill import PLACEHOLDERS, FillError, Quote, fill
from runbook.registries.refs import pipeline_path, split_project, workflow_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runbook.diagnosis.model import Evidence
    from runbook.diagnosis.situation import Situation
    from runbook.registries.base import Registry

_HOLE = re.compile(r"\{([a-z_]+)\}")
_SAFE = re.compile(r"[\w.@/+:-]{1,200}")
_PROSE: Final = frozenset(
    {
        "registry_name",
        "environment_or_blank",
        "exists_command",
        "first_command",
        "found",
        "expected",
        "fields",
        "nuget_user",
    }
)
_REPOSITORY = re.compile(r"https://github\.com/([\w.-]{1,100})/([\w.-]{1,100})\Z")
_UNSAFE = str.maketrans("`\n\r|<>", "'  /()")
_IN_MESSAGES: Final = {
    "package": ("project",),
    "version": ("version",),
    "event": ("event",),
    "ref": ("ref",),
    "user": ("user",),
    "nuget_user": ("user",),
    "found": ("found", "actual", "got"),
    "expected": ("expected", "wanted"),
    "fields": ("fields",),
    "action_ref": ("image_tag",),
}


def values_of(situation: Situation, evidence: Iterable[Evidence]) -> dict[str, str]:
    """Everything known, by placeholder; the plan goes before the token, the token before texts."""
    values: dict[str, str] = {}
    for source in (
        _of_messages(situation),
        _of_token(situation),
        _of_plan(situation),
        _of_evidence(evidence),
    ):
        values.update((key, value) for key, value in source if value)
    if "token_workflow" in values:
        values.setdefault("registry_workflow", values["token_workflow"])
    if situation.forge is ForgeKind.GITLAB:
        values.setdefault("registry_workflow", GITLAB_FILE)
    if situation.registry is not None:
        values.update(_of_registry(situation.registry, situation.forge, values))
    if "slug" not in values and {"owner", "repo"} <= values.keys():
        values["slug"] = f"{values['owner']}/{values['repo']}"
    values["environment_or_blank"] = values.get("environment") or _no_environment(situation)
    return values


def _no_environment(situation: Situation) -> str:
    """What to type where no environment is known: nothing, if the job is known to have none."""
    absent = situation.dump is not None and "environment" in situation.dump.absent
    return "left blank" if absent or situation.publications else "that of the job, if it has one"


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with its values; one that is unknown, or unsafe in a command, shows as ``<name>``."""
    return _HOLE.sub(lambda hit: _shown(hit[1], values.get(hit[1], "")), text)


def _shown(name: str, value: str) -> str:
    if name in _PROSE and value:
        return value.translate(_UNSAFE)[:300]
    safe = _SAFE.fullmatch(value) or value.startswith("https://")
    return value if safe else f"<{name.replace('_', ' ')}>"


def _of_messages(situation: Situation) -> Iterator[tuple[str, str]]:
    for name, variables in _IN_MESSAGES.items():
        yield name, situation.variable(*variables) or ""
    yield "package", next(iter(situation.packages), "")
    yield "ref_type", (situation.variable("kind") or "").lower()
    yield "environment", situation.variable("environment") or ""
    yield "workflow", situation.variable("file") or ""
    yield "token_workflow", situation.variable("file") or ""
    address = _REPOSITORY.match(situation.variable("wanted") or "")
    if address is not None:
        yield from (("owner", address[1]), ("repo", address[2]))
    image = (situation.variable("image_owner"), situation.variable("image_name"))
    yield "action", f"{image[0]}/{image[1]}" if all(image) else ""


def _of_token(situation: Situation) -> Iterator[tuple[str, str]]:
    if situation.dump is None:
        return
    claims = derived(situation.dump.printed)
    if situation.forge is ForgeKind.GITLAB:
        yield from _of_gitlab(claims)
        return
    owner, _, repo = claims.get("repository", "").partition("/")
    yield from (("owner", owner), ("repo", repo), ("environment", claims.get("environment", "")))
    caller = workflow_file(claims.get("workflow_ref", ""), ref_required=False)
    called = workflow_file(claims.get("job_workflow_ref", ""), ref_required=False)
    yield "workflow", caller or called or ""
    yield "token_workflow", _compared(situation, caller, called)
    yield "called_workflow", called or ""
    yield "ref", claims.get("ref", "").rpartition("/")[2]
    yield "event", claims.get("event_name", "")


def _of_gitlab(claims: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    owner, repo = split_project(claims.get("project_path", "")) or ("", "")
    file = pipeline_path(claims.get("ci_config_ref_uri", "")) or ""
    yield from (("owner", owner), ("repo", repo), ("environment", claims.get("environment", "")))
    yield from (("workflow", file), ("token_workflow", file))
    yield "ref", claims.get("ref", "")


def _compared(situation: Situation, caller: str | None, called: str | None) -> str:
    return (called if situation.compares_called else caller) or caller or called or ""


def _of_plan(situation: Situation) -> Iterator[tuple[str, str]]:
    case = situation.context.case
    if case is None:
        return
    yield from (("owner", case.plan.project.owner), ("repo", case.plan.project.repo))
    for publication in situation.publications[:1]:
        registry = situation.registry
        yield "package", situation.packages[0] if situation.packages else publication.package
        yield "workflow", publication.workflow
        yield "called_workflow", publication.call_path[-1]
        if registry is not None:
            provider = case.plan.project.forge.value
            file = registry.workflow_file(publication.call_path, provider)
            yield "registry_workflow", file
        yield "environment", publication.environment or ""
        yield "secret", publication.replaces or ""


def _of_evidence(evidence: Iterable[Evidence]) -> Iterator[tuple[str, str]]:
    """What the record says, under the name of what it should say."""
    for item in evidence:
        if item.difference is not None:
            name = _field(item.difference.claim)
            yield f"record_{name}", item.difference.record_value


def _field(claim: str) -> str:
    if "environment" in claim:
        return "environment"
    if "workflow" in claim or "config_ref" in claim:
        return "workflow"
    return "owner" if "owner" in claim else "repo"


def _of_registry(
    registry: Registry, provider: str, values: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    data = registry.data
    yield "registry", registry.id
    yield "registry_name", data.name
    yield "status_page", data.links.get("status", data.links.get("home", ""))
    yield "upload_url", str(data.values.get("upload_url", ""))
    yield "audience", data.oidc.audience if data.oidc else ""
    pages = (("publisher_page", RecordState.ACTIVE), ("account_page", RecordState.PENDING))
    for name, state in pages:
        form = registry.form(provider, state)
        address = form.address if form else data.links.get("publishing", "")
        yield name, _put(address, values, Quote.URL)
    for name, topic in (("exists_command", "verify"), ("first_command", "first")):
        commands = [item.command for item in data.about(topic) if item.command]
        yield name, _put(commands[0], values, Quote.SHELL) if commands else ""


def _put(template: str, values: Mapping[str, str], quote: Quote) -> str:
    """A template of a registry's data with what is known; the rest in capitals."""
    known = {name: values.get(name) or name.upper() for name in PLACEHOLDERS}
    try:
        return fill(template, known, quote)
    except FillError:
        return ""
