"""RB707: npm finds the building repository in every package.json that is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Fix, Severity
from runbook.model.origin import Unset
from runbook.model.publication import Auth
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.edits import value_edit
from runbook.rules.manifests import declaring, find_text, is_aside, place_of, repository_of

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Edit, Finding, Outcome
    from runbook.repository.model import Manifest
    from runbook.source import Span


def _check(case: Case) -> Outcome:
    project = case.plan.project
    if project.visibility in ("private", "internal"):
        return verdict([], [])
    findings: dict[str, Finding] = {}
    evidence: list[str] = []
    for item in case.plan.publications:
        if item.registry != "npm" or item.auth is not Auth.OIDC:
            continue
        for package, manifests in declaring(case, item):
            for manifest in manifests:
                named = repository_of(manifest, project.host)
                if is_aside(manifest) and not _is_declared(case):
                    continue
                if named == project.full_name:
                    evidence.append(f"{package}: {named}")
                else:
                    findings[manifest.path] = _finding(case, manifest, named)
    return verdict(list(findings.values()), evidence)


def _is_declared(case: Case) -> bool:
    """Whether somebody named the packages; an inferred plan has everything of a workspace."""
    return not case.plan.is_inferred


def _finding(case: Case, manifest: Manifest, named: str) -> Finding:
    wanted = case.plan.project.full_name
    only_case = " (in another case)" if named.lower() == wanted.lower() else ""
    public = not isinstance(case.plan.project.visibility, Unset)
    return RULE.finding(
        f"{manifest.path} gives {named or 'no repository'}{only_case}, and npm compares it with "
        f"{wanted}, which signs the provenance; the upload ends with E422",
        in_file(
            _url_place(case, manifest) or place_of(manifest), f"the repository in {manifest.path}"
        ),
        found=named or "none",
        expected=wanted,
        certainty=Certainty.CERTAIN if public else Certainty.LIKELY,
        fix=Fix(RULE.fix, _edits(case, manifest, wanted)),
    )


def _url_place(case: Case, manifest: Manifest) -> Span | None:
    text = case.repository.checkout.read_text(manifest.path) if case.repository else None
    return find_text(text or "", manifest.path, f'"{manifest.repository_url}"')


def _edits(case: Case, manifest: Manifest, wanted: str) -> tuple[Edit, ...]:
    text = case.repository.checkout.read_text(manifest.path) if case.repository else None
    span = _url_place(case, manifest)
    if text is None or span is None:
        return ()
    return (value_edit(text, span, f"git+https://{case.plan.project.host}/{wanted}.git"),)


RULE = Rule(
    code="RB707",
    title="Every published package.json names this repository",
    why=(
        "With trusted publishing from a public repository npm signs a provenance, and the registry "
        "refuses it when `repository.url` is missing or differs, be it in case only."
    ),
    fix="Set `repository` in every published package.json to the address of this repository.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    facts=("provenance-repository",),
)
