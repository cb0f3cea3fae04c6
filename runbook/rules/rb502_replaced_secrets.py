"""RB502: the secrets that trusted publishing replaced are used nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.ask import declared, keys
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.tokens import files_of, secrets_in
from runbook.rules.uploads import uploads

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.publication import Publication
    from runbook.source import Span


def _check(case: Case) -> Outcome:
    replaced: dict[str, list[Publication]] = {}
    for item in case.plan.publications:
        if item.replaces:
            replaced.setdefault(item.replaces, []).append(item)
    if case.repository is None or not replaced:
        return verdict([], [])
    in_uploads = {item.found.secret for item in uploads(case)}
    findings = [
        _finding(name, span, replaced[name])
        for file in files_of(case.repository)
        for name, span in secrets_in(file)
        if name in replaced and name not in in_uploads
    ]
    return verdict(findings, [f"{name} is used nowhere" for name in replaced])


def _finding(name: str, span: Span, publications: Iterable[Publication]) -> Finding:
    first, *_ = publications
    return RULE.finding(
        f"the secret {name}, which trusted publishing replaces, is still used here",
        in_file(span, "the secret"),
        declared(first, "replaces", "the publication"),
        found=f"secrets.{name}",
        expected="nothing",
        publications=keys(publications),
    )


RULE = Rule(
    code="RB502",
    title="The secrets that trusted publishing replaces are used nowhere",
    why="A forgotten use keeps the secret alive, and whoever can change a workflow can read it.",
    fix="Remove this use, then delete the secret from the repository and revoke the token.",
    severity=Severity.WARNING,
    phase=Phase.AFTER_MIGRATION,
    check=_check,
)
