"""Descriptor + catalog = plan: pure, and nothing but nouns."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.forges.builds import build_for
from runbook.model.forge import ForgeKind
from runbook.model.origin import UNKNOWN, Origin, OriginKind, Unset
from runbook.model.plan import Plan
from runbook.model.publication import Auth, Publication
from runbook.plan_steps import steps_of
from runbook.registries.catalog import get

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.model.descriptor import Descriptor, RegistryEntry
    from runbook.model.forge import Project
    from runbook.model.record import PublisherRecord
    from runbook.model.release import Release
    from runbook.registries.base import Registry


def make_plan(descriptor: Descriptor) -> Plan:
    """What should be, from what was declared and what is known of the registries."""
    jobs = _jobs(descriptor)
    taken: dict[str, int] = {}
    publications = tuple(
        _publication(descriptor, entry, release, job, taken)
        for entry, job in zip(descriptor.registries, jobs, strict=True)
        for release in _releases(descriptor.releases, entry)
    )
    records = _records(publications)
    plan = Plan(
        project=descriptor.project,
        releases=descriptor.releases,
        environments=descriptor.environments,
        publications=publications,
        records=records,
        steps=(),
        versions=descriptor.versions,
        expectations=descriptor.expectations,
        file=descriptor.file,
    )
    return replace(plan, steps=steps_of(plan))


def slug_of(project: Project) -> str:
    """A folder name for the project: lower case, safe in paths and addresses."""
    return _word(project.repo) or "project"


def _releases(releases: Iterable[Release], entry: RegistryEntry) -> list[Release]:
    """The releases an entry uploads in: the one it names, else all of its file that upload."""
    of_file = [item for item in releases if item.workflow == entry.workflow[0]]
    if not isinstance(entry.release, Unset):
        return [item for item in of_file if item.name == entry.release]
    return [item for item in of_file if item.uploads]


def _publication(
    descriptor: Descriptor, entry: RegistryEntry, release: Release, job: str, taken: dict[str, int]
) -> Publication:
    registry = get(entry.registry)
    names = (*entry.packages.names, *entry.packages.new)
    workspace = entry.packages.workspace
    unseen = workspace is not None and not entry.packages.names
    packages = (workspace, *names) if workspace and unseen else names
    several = len(names) > 1 or workspace is not None
    environment, environment_origin = _environment(descriptor, entry, registry)
    auth = _auth(registry, descriptor.project) if isinstance(entry.auth, Unset) else entry.auth
    return Publication(
        key=_numbered(f"{entry.registry}/{workspace or packages[0]}@{release.name}", taken),
        registry=entry.registry,
        packages=packages,
        call_path=entry.workflow,
        job=job,
        release=release.name,
        environment=environment,
        client=_client(entry, registry, descriptor.project, several=several),
        auth=Auth(auth),
        record=(
            _record(descriptor, entry, registry, names, environment) if auth == Auth.OIDC else None
        ),
        first=entry.first,
        via=entry.via,
        build=_build(entry, registry, several=several),
        replaces=entry.replaces,
        new=names if entry.first else entry.packages.new,
        origins={**_derived(entry, registry), **entry.origins, "environment": environment_origin},
    )


def _record(
    descriptor: Descriptor,
    entry: RegistryEntry,
    registry: Registry,
    names: tuple[str, ...],
    environment: str | None,
) -> PublisherRecord | None:
    own = {
        key: value if isinstance(value, str) else ", ".join(value)
        for key, value in entry.form.items()
    }
    return registry.record(
        descriptor.project, names, entry.workflow, environment, own, first=entry.first
    )


def _derived(entry: RegistryEntry, registry: Registry) -> dict[str, Origin]:
    """Where the values come from that the descriptor leaves open."""
    usual = Origin(OriginKind.DERIVED, note=f"what {registry.data.name} projects usually have")
    values = {"job": entry.job, "client": entry.client, "auth": entry.auth}
    return {name: usual for name, value in values.items() if value is UNKNOWN}


def _environment(
    descriptor: Descriptor, entry: RegistryEntry, registry: Registry
) -> tuple[str | None, Origin]:
    """The declared environment; else the one named after the registry, else the only one."""
    if not isinstance(entry.environment, Unset):
        return entry.environment, entry.origin_of("environment")
    names = [item.name for item in descriptor.environments]
    if registry.data.environment_name in names:
        note = f"the environment is named after {registry.data.name}"
        return registry.data.environment_name, Origin(OriginKind.DERIVED, note=note)
    if len(names) == 1:
        note = "it is the only environment of the descriptor"
        return names[0], Origin(OriginKind.DERIVED, note=note)
    return None, Origin(OriginKind.DEFAULT, note="no environment is declared")


def _auth(registry: Registry, project: Project) -> str:
    """The registry's usual way in that works from the project's forge."""
    return (*registry.data.ways_from(project.forge.value), *registry.data.auth)[0]


def _client(entry: RegistryEntry, registry: Registry, project: Project, *, several: bool) -> str:
    """The declared client, else the first that works on the forge, where the upload step stands.

    For several packages it is the first of them that uploads more than one, if there is such.
    """
    if not isinstance(entry.client, Unset):
        return entry.client
    fit = [item for item in registry.data.clients if item.composite or not entry.via]
    if project.forge is ForgeKind.GITLAB:
        fit = [item for item in fit if item.gitlab is not None] or fit
    if several:
        fit = [item for item in fit if item.several] or fit
    return fit[0].id if fit else ""


def _build(entry: RegistryEntry, registry: Registry, *, several: bool) -> str:
    """The declared build; "" for the usual one, unless that builds one package of several."""
    if not isinstance(entry.build, Unset):
        return entry.build
    usual, fit = (build_for(registry.data.ecosystem, several=some) for some in (False, several))
    return "" if fit is None or fit == usual else fit.id


def _jobs(descriptor: Descriptor) -> list[str]:
    """The job of each entry; derived names are told apart within their file."""
    taken: set[tuple[str, str]] = {
        (entry.workflow[-1], entry.job)
        for entry in descriptor.registries
        if not isinstance(entry.job, Unset)
    }
    jobs = []
    for entry in descriptor.registries:
        job = entry.job
        if isinstance(job, Unset):
            job = _free_job(entry, taken)
            taken.add((entry.workflow[-1], job))
        jobs.append(job)
    return jobs


def _free_job(entry: RegistryEntry, taken: set[tuple[str, str]]) -> str:
    base = f"publish-{entry.registry}"
    names = (*entry.packages.names, *entry.packages.new, "packages")
    candidates = [base, f"{base}-{_word(names[0]) or 'x'}"]
    candidates += [f"{base}-{number}" for number in range(2, len(taken) + 3)]
    return next(name for name in candidates if (entry.workflow[-1], name) not in taken)


def _numbered(key: str, taken: dict[str, int]) -> str:
    taken[key] = taken.get(key, 0) + 1
    return key if taken[key] == 1 else f"{key}#{taken[key]}"


def _word(text: str) -> str:
    """What of `text` may stand in a job's id, a path or an address; "" when nothing may."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _records(publications: Iterable[Publication]) -> tuple[PublisherRecord, ...]:
    """The distinct records, each with all the packages it covers."""
    merged: dict[tuple[str, str, tuple[tuple[str, str], ...]], PublisherRecord] = {}
    for item in publications:
        record = item.record
        if record is None:
            continue
        key = (record.registry, record.state.value, tuple(record.fields.items()))
        before = merged.get(key)
        packages = tuple(dict.fromkeys((*(before.packages if before else ()), *record.packages)))
        merged[key] = replace(record, packages=packages)
    return tuple(merged.values())
