"""RB501: no stored token stands beside trusted publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Severity
from runbook.model.forge import ForgeKind
from runbook.model.publication import Auth
from runbook.registries.catalog import get
from runbook.rules.ask import keys
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.tokens import secrets_in
from runbook.rules.uploads import is_trusted, planned_for, uploads

if TYPE_CHECKING:
    from collections.abc import Container

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.found import FoundPublication
    from runbook.rules.uploads import Uploading
    from runbook.source import Span


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for found in case.found if case.world.forge is ForgeKind.GITLAB else ():
        if not is_trusted(found.registry) or not _is_meant_trusted(case, found):
            continue
        if found.auth is Auth.TOKEN and found.secret:
            told = _raw if found.secret in _identities(case, found) else _finding
            findings.append(told(case, found, f"${found.secret}", found.span))
        else:
            evidence.append(f"{found.uploading_job}: {found.auth}")
    for item in uploads(case):
        if not _is_meant_trusted(case, item.found):
            continue
        secret = item.found.secret
        if item.found.auth is Auth.TOKEN and secret:
            place = secret_place(case, item, secret)
            # RB503 reports a secret that a composite action cannot see.
            if place.file == item.job.span.file or place == item.found.span:
                findings.append(_finding(case, item.found, f"secrets.{secret}", place))
        else:
            evidence.append(f"{item.job.id}: {item.found.auth}")
    return verdict(findings, evidence)


def _is_meant_trusted(case: Case, found: FoundPublication) -> bool:
    """Whether the plan says so, or the job may ask for a token, which it would need for it."""
    planned = planned_for(case, found)
    return found.id_token_write or any(one.auth is Auth.OIDC for one in planned)


def secret_place(case: Case, item: Uploading, name: str) -> Span:
    """Where the secret of an upload is named: in its job, else in its file, else the upload."""
    if case.repository is None:
        return item.found.span
    actions = case.repository.actions.values()
    every = (*secrets_in(item.workflow), *(pair for one in actions for pair in secrets_in(one)))
    places = [span for found, span in every if found == name]
    inside = [
        span
        for span in places
        if span.file == item.job.span.file
        and item.job.span.start <= span.start <= item.job.span.end
    ]
    return next(iter((*inside, *places)), item.found.span)


def _identities(case: Case, found: FoundPublication) -> Container[str]:
    """The variables in which the job of a pipeline has tokens of the forge."""
    pipeline = case.repository.pipeline(found.workflow) if case.repository else None
    job = pipeline.jobs.get(found.uploading_job) if pipeline else None
    return job.id_tokens if job else ()


def _raw(case: Case, found: FoundPublication, variable: str, place: Span) -> Finding:
    """A registry takes what it gives for the forge's token, and not that token as a password."""
    name = get(found.registry).data.name
    planned = [one for one in planned_for(case, found) if one.auth is Auth.OIDC]
    return RULE.finding(
        f"the upload to {name} hands over {variable} itself, and {name} takes only what it gives "
        "in exchange for it",
        in_file(place, "the upload"),
        found=variable,
        expected="an upload that makes the exchange",
        fix="Leave the token out: a client that knows trusted publishing makes the exchange.",
        publications=keys(planned),
    )


def _finding(case: Case, found: FoundPublication, secret: str, place: Span) -> Finding:
    name = get(found.registry).data.name
    planned = [one for one in planned_for(case, found) if one.auth is Auth.OIDC]
    return RULE.finding(
        f"the upload to {name} is given the stored secret {found.secret} although its job can have "
        "a short-lived token",
        in_file(place, "the secret"),
        *([] if place == found.span else [in_file(found.span, "the upload")]),
        found=secret,
        expected="no stored token",
        certainty=found.certainty,
        severity=Severity.ERROR
        if planned and found.certainty is not Certainty.POSSIBLE
        else Severity.WARNING,
        publications=keys(planned),
    )


RULE = Rule(
    code="RB501",
    title="No stored token is given to an upload that can be trusted",
    why=(
        "A client that is given a token uses it, or falls back to it: trusted publishing is then "
        "never tried or its failure never seen, and the token stays worth stealing."
    ),
    fix="Remove the secret from the step, release once, then delete it and revoke the token.",
    severity=Severity.ERROR,
    phase=Phase.AFTER_MIGRATION,
    check=_check,
)
