"""Who can publish what: the table an auditor asks for, also as JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from runbook.model.origin import Unset
from runbook.model.publication import Auth
from runbook.model.release import StartedBy
from runbook.pages.views.gitlab import approvals_exist
from runbook.registries.catalog import get
from runbook.simulation.of_release import branch_name

if TYPE_CHECKING:
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.model.release import Release


@dataclass(frozen=True, slots=True)
class Row:
    """One package on one registry and everything that lets a job upload it."""

    registry: str
    package: str
    release: str
    started_by: str
    repository: str
    workflow: str
    registered_workflow: str
    job: str
    environment: str
    approved_by: str
    refs: str
    auth: str
    client: str


def rows(plan: Plan) -> tuple[Row, ...]:
    """One row per package and release, in the order of the plan."""
    return tuple(
        _row(plan, item, package) for item in plan.publications for package in item.packages
    )


def publishers_json(plan: Plan) -> str:
    """The rows as a JSON list."""
    data = [asdict(row) for row in rows(plan)]
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def publishers_csv(plan: Plan) -> str:
    """The rows as CSV; a cell that a spreadsheet would run as a formula is disarmed."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(Row.__slots__)
    for row in rows(plan):
        writer.writerow(_disarmed(value) for value in asdict(row).values())
    return stream.getvalue()


def _disarmed(text: str) -> str:
    flat = " ".join(text.split())
    return f"'{flat}" if flat.startswith(("=", "+", "-", "@")) else flat


def _row(plan: Plan, item: Publication, package: str) -> Row:
    environment = plan.environment(item.environment) if item.environment else None
    reviewers = environment.reviewers if environment else ()
    approved = ", ".join(map(str, reviewers)) if not isinstance(reviewers, Unset) else "not stated"
    if approvals_exist(plan.project) is False:
        approved = ""
    refs = [f"tag {name}" for name in environment.tags] if environment else []
    refs += [f"branch {name}" for name in environment.branches] if environment else []
    release = plan.release(item.release)
    return Row(
        registry=get(item.registry).data.name,
        package=package,
        release=item.release,
        started_by=started_by(release) if release else "",
        repository=plan.project.full_name,
        workflow=" → ".join(item.call_path),
        registered_workflow=(
            get(item.registry).workflow_file(item.call_path, plan.project.forge.value)
            if item.auth is Auth.OIDC
            else ""
        ),
        job=item.job,
        environment=item.environment or "none",
        approved_by=approved or "nobody",
        refs=", ".join(refs) or "any ref",
        auth=item.auth.value,
        client=item.client,
    )


def started_by(release: Release) -> str:
    """What starts a release, in words."""
    patterns = ", ".join(release.tags or release.branches)
    words = {
        StartedBy.TAG: f"a pushed tag matching {patterns}",
        StartedBy.MERGE: f"a push to {', '.join(map(branch_name, release.branches))}",
        StartedBy.DISPATCH: "a person who starts it by hand",
        StartedBy.SCHEDULE: f"the schedule {release.cron}",
        StartedBy.RELEASE: f"a release being {', '.join(release.types or ('published',))}",
    }
    return words[release.by]
