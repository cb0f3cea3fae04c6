"""Short ways to a diagnosis for tests: a log as text, a plan of one publication, its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.case import Case
from runbook.diagnosis.context import Context
from runbook.diagnosis.diagnose import diagnose
from runbook.diagnosis.intake import text_part
from runbook.model.forge import Project
from runbook.model.plan import Plan
from runbook.model.publication import Auth, Publication
from runbook.registries import catalog

if TYPE_CHECKING:
    from runbook.diagnosis.model import Diagnosis
    from runbook.model.record import PublisherRecord

AS_OF = "2026-11-21"


def context(  # noqa: PLR0913 - one keyword a thing that can be known
    registry: str = "pypi",
    *,
    owner: str = "acme",
    repo: str = "demo",
    path: tuple[str, ...] = ("release.yml",),
    environment: str | None = "pypi",
    auth: Auth = Auth.OIDC,
    first: bool = False,
    replaces: str | None = None,
    via: str = "",
    record: dict[str, str] | None = None,
    observed: dict[str, str] | None = None,
) -> Context:
    """The case of one publication; `record` are the confirmed record's differing fields."""
    project = Project(owner, repo)
    source = catalog.get(registry)
    wanted = source.record(project, ("demo",), path, environment, {})
    publication = Publication(
        f"{registry}/demo",
        registry,
        ("demo",),
        path,
        "publish",
        "production",
        environment,
        "",
        auth,
        wanted,
        first=first,
        replaces=replaces,
        via=via,
    )
    plan = Plan(project, (), (), (publication,), (wanted,) if wanted else (), ())
    records = None if record is None else (_changed(wanted, record),)
    return Context(Case(plan, AS_OF, records=records), observed or {})


def _changed(record: PublisherRecord | None, fields: dict[str, str]) -> PublisherRecord:
    from dataclasses import replace  # noqa: PLC0415 - only where records are changed

    assert record is not None
    assert fields.keys() <= record.fields.keys()
    return replace(record, fields={**record.fields, **fields}, confirmed=AS_OF)


def said(log: str, known: Context | None = None) -> Diagnosis:
    """The diagnosis of a text."""
    return diagnose([text_part(log)], known)
