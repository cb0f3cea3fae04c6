"""The three places that never see each other, side by side: one row a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.links import forge_link
from runbook.pages.kinds.owners import owner_path
from runbook.pages.views.environments import gates
from runbook.pages.views.forms import FilledForm, filled_forms
from runbook.pages.views.values import link, values_for
from runbook.registries.catalog import get
from runbook.workflows.compose import path_of

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.model.found import FoundPublication
    from runbook.model.publication import Publication


@dataclass(frozen=True, slots=True)
class Spot:
    """One place: what to look at, and its address or page ("" when there is none)."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A value and the places that must agree on it; `state` is ok, differs or unknown."""

    what: str
    value: str
    files: tuple[Spot, ...]
    forge: tuple[Spot, ...]
    registries: tuple[Spot, ...]
    state: str
    note: str


def rows(case: Case) -> tuple[Row, ...]:
    """Every value that more than one place holds, in the order in which they are set up."""
    forms = filled_forms(case.plan)
    return (
        _repository(case, forms),
        *_workflows(case, forms),
        *_environments(case, forms),
        *_refs(case),
        *_packages(case),
    )


def _repository(case: Case, forms: tuple[FilledForm, ...]) -> Row:
    project = case.plan.project
    git = case.repository.git if case.repository else None
    read = f"{git.owner}/{git.repo}" if git and git.owner and git.repo else None
    same = read is not None and read.lower() == project.full_name.lower()
    return Row(
        "Repository",
        project.full_name,
        (Spot("the remote of the checkout"),),
        (Spot("the repository's address", forge_link(project, "repository")),),
        _boxes(forms, ("owner", "repo", "slug")),
        "unknown" if read is None else "ok" if same else "differs",
        "" if read is None or same else f"the checkout's remote says {read}",
    )


def _workflows(case: Case, forms: tuple[FilledForm, ...]) -> list[Row]:
    project = case.plan.project
    files = dict.fromkeys(item.workflow for item in forms)
    rows = []
    for file in files:
        mine = tuple(item for item in forms if item.workflow == file)
        users = [item for item in case.plan.publications if file in item.call_path]
        state, note = _seen(case, users, "workflow", file)
        entry = users[0].workflow if users else file
        rows.append(
            Row(
                "Workflow file",
                file,
                (Spot(path_of(project, file), "workflows.md"),),
                (Spot("its runs", forge_link(project, "workflow_runs", workflow=entry)),),
                _boxes(mine, ("workflow",)),
                state,
                note,
            )
        )
    return rows


def _environments(case: Case, forms: tuple[FilledForm, ...]) -> list[Row]:
    rows = []
    names = dict.fromkeys(item.environment or "" for item in case.plan.publications)
    for name in filter(None, names):
        users = [item for item in case.plan.publications if item.environment == name]
        mine = tuple(item for item in forms if item.environment == name)
        state, note = _seen(case, users, "environment", name)
        rows.append(
            Row(
                "Environment",
                name,
                tuple(_job_spot(case, item) for item in users),
                (Spot("the environment", forge_link(case.plan.project, "environments")),),
                _boxes(mine, ("environment",)),
                state,
                note,
            )
        )
    return rows


def _refs(case: Case) -> list[Row]:
    """The trigger's filter and the environment's rules: two languages for the same refs."""
    rows = []
    for gate in gates(case.plan):
        users = [item for item in case.plan.publications if item.key in gate.publications]
        releases = [case.plan.release(name) for name in dict.fromkeys(one.release for one in users)]
        filters = [pattern for one in releases if one for pattern in (*one.tags, *one.branches)]
        if not gate.rules or not filters:
            continue
        rows.append(
            Row(
                "Refs that may publish",
                ", ".join(dict.fromkeys(filters)),
                (Spot("the filter of the trigger", "workflows.md"),),
                (Spot(
                    f"rules of {gate.name}: " + ", ".join(rule.text for rule in gate.rules),
                    forge_link(case.plan.project, "environments"),
                ),),
                (Spot("no registry compares the ref"),),
                "unknown",
                "two pattern languages; the release page shows what they do together",
            )
        )  # fmt: skip
    return rows


def _packages(case: Case) -> list[Row]:
    rows = []
    seen = set()
    for item in case.plan.publications:
        for package in item.packages:
            if package in seen:
                continue
            seen.add(package)
            users = [one for one in case.plan.publications if package in one.packages]
            manifests = case.repository.manifests if case.repository else ()
            named = [one for one in manifests if _same_name(one.name, package)]
            state = "ok" if named else "unknown"
            rows.append(
                Row(
                    "Package",
                    package,
                    tuple(Spot(_place(one.name_span, one.path)) for one in named)
                    or (Spot("the package's manifest"),),
                    (),
                    tuple(_package_spot(case, one, package) for one in users),
                    state,
                    "",
                )
            )
    return rows


def _package_spot(case: Case, item: Publication, package: str) -> Spot:
    address = link(item.registry, "project", values_for(case.plan, item, package))
    return Spot(get(item.registry).data.name, address or "")


def _boxes(forms: tuple[FilledForm, ...], sources: tuple[str, ...]) -> tuple[Spot, ...]:
    """The boxes of the forms that hold a value, each linked to the page for its owner."""
    spots = []
    for form in forms:
        labels = [box.label for box in form.boxes if box.source in sources]
        if labels:
            spots.append(Spot(f"{form.registry_name}: {', '.join(labels)}", owner_path(form)))
    return tuple(spots)


def _job_spot(case: Case, item: Publication) -> Spot:
    found = case.found_for(item)
    span = next((one.job_span for one in found if one.job_span), None)
    where = f"{path_of(case.plan.project, item.call_path[-1])}, job {item.job}"
    return Spot(_place(span, where), "workflows.md")


def _place(span: object, otherwise: str) -> str:
    return str(span) if span is not None else otherwise


def _seen(case: Case, users: list[Publication], what: str, wanted: str) -> tuple[str, str]:
    """Whether the repository says the same, as (state, note)."""
    if case.repository is None:
        return "unknown", ""
    found = [one for item in users for one in case.found_for(item)]
    values = {_value(one, what) for one in found}
    if not found:
        return "differs", "no upload of this kind was found in the repository's workflows"
    if any((value or "").lower() == wanted.lower() for value in values):
        return "ok", ""
    shown = ", ".join(sorted(value or "none" for value in values))
    return "differs", f"the repository says {shown}"


def _value(found: FoundPublication, what: str) -> str | None:
    return found.environment.value if what == "environment" else found.uploading_workflow


def _same_name(name: str | None, package: str) -> bool:
    """Package names with the separators of all ecosystems taken as equal."""
    return name is not None and name.lower().replace("_", "-") == package.lower().replace("_", "-")
