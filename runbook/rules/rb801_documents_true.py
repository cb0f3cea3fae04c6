"""RB801: documents do not repeat what is known to be wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from runbook.finding import Certainty, Edit, Fix, Severity
from runbook.model.publication import Auth
from runbook.model.release import StartedBy
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.documents import Document, documents
from runbook.rules.known import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that is not so; the fields are explained at the head of the data file."""

    id: str
    says: str
    right: str
    sources: tuple[str, ...]
    all: tuple[re.Pattern[str], ...]
    none: re.Pattern[str] | None
    registries: frozenset[str]
    started: str
    replacement: str
    advice: bool

    def found(self, line: str) -> list[re.Match[str]]:
        """Where the line says it: a place for each expression; none when it does not."""
        hits = [hit for one in self.all if (hit := one.search(line)) is not None]
        said = len(hits) == len(self.all) and not (self.none and self.none.search(line))
        return hits if said else []


@cache
def statements() -> tuple[Statement, ...]:
    """All of the data file."""
    return tuple(
        Statement(
            id=item["id"],
            says=item["says"],
            right=item["right"],
            sources=tuple(item["sources"]),
            all=tuple(re.compile(one) for one in item.get("all", [item.get("pattern", "")])),
            none=re.compile(item["none"]) if "none" in item else None,
            registries=frozenset(item.get("registries", ())),
            started=item.get("started", ""),
            replacement=item.get("replacement", ""),
            advice=item.get("advice", False),
        )
        for item in known("statements")
    )


def _check(case: Case) -> Outcome:
    texts = documents(case)
    findings = [
        finding
        for statement in _concerning(case)
        for document in texts
        for finding in _findings(statement, document)
    ]
    return verdict(findings, [document.path for document in texts])


def _concerning(case: Case) -> Iterator[Statement]:
    """The statements that are about what this project does."""
    trusted = {item.registry for item in case.plan.publications if item.auth is Auth.OIDC}
    tags = any(item.by is StartedBy.TAG for item in case.plan.releases)
    for statement in statements():
        if statement.registries and not statement.registries & trusted:
            continue
        if statement.started == StartedBy.TAG and not tags:
            continue
        yield statement


def _findings(statement: Statement, document: Document) -> Iterator[Finding]:
    for number, line in enumerate(document.lines, 1):
        hits = statement.found(line)
        if not hits:
            continue
        start, end = min(one.start() for one in hits), max(one.end() for one in hits)
        span = document.span(number, start, end)
        new = hits[0].expand(statement.replacement)
        yield RULE.finding(
            statement.says,
            in_file(span, "what is said"),
            found=line[start:end],
            certainty=Certainty.LIKELY,
            severity=Severity.ADVICE if statement.advice else Severity.WARNING,
            fix=Fix(statement.right, (Edit(span, new),) if new else ()),
        )


RULE = Rule(
    code="RB801",
    title="The documents say nothing that is known to be wrong",
    why=(
        "Release notes are followed to the letter by whoever releases next. A command that starts "
        "nothing, a message that nobody prints, a page that is elsewhere cost the hour it was "
        "written to save."
    ),
    fix="Say what is right, or leave it to the generated pages.",
    severity=Severity.WARNING,
    phase=Phase.UPKEEP,
    check=_check,
)
