"""RB505: no second upload with a stored token stays behind a trusted one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.publication import Auth
from runbook.registries.catalog import get
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.uploads import is_trusted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.found import FoundPublication


def _check(case: Case) -> Outcome:
    if case.repository is None:
        return verdict([], [])
    found = [item for item in case.seen if is_trusted(item.registry)]
    trusted = [item for item in found if item.auth is Auth.OIDC and not item.dead]
    findings = [
        _finding(item, beside)
        for item, beside in _pairs(found, trusted)
    ]  # fmt: skip
    return verdict(findings, [f"{item.registry} from {item.workflow}" for item in trusted])


def _pairs(
    found: list[FoundPublication], trusted: list[FoundPublication]
) -> Iterator[tuple[FoundPublication, FoundPublication]]:
    """Uploads with a stored secret, each with a trusted upload of the same package elsewhere."""
    for item in found:
        if item.auth is not Auth.TOKEN or not item.secret or item.id_token_write:
            continue
        for other in trusted:
            same = other.registry == item.registry and set(other.packages) & set(item.packages)
            if same and other.span != item.span:
                yield item, other
                break


def _finding(item: FoundPublication, beside: FoundPublication) -> Finding:
    name = get(item.registry).data.name
    package = next(iter(set(item.packages) & set(beside.packages)))
    state = " (it cannot run as it stands)" if item.dead else ""
    return RULE.finding(
        f"{item.workflow} can still upload {package} to {name} with the secret {item.secret}, "
        f"beside the trusted upload of {beside.workflow}{state}",
        in_file(item.span, "the upload with a stored token"),
        in_file(beside.span, "the trusted upload"),
        found=f"secrets.{item.secret}",
        expected="one way to publish",
    )


RULE = Rule(
    code="RB505",
    title="No upload with a stored token is kept as a way back",
    why=(
        "A token that is kept for a rollback is as good as one in use: it does not expire, and no "
        "gate stands before it. What went wrong is resumed or yanked, not published by token."
    ),
    fix="Remove that upload, delete the secret, and forbid tokens at the registry where it can.",
    severity=Severity.WARNING,
    phase=Phase.AFTER_MIGRATION,
    check=_check,
)
