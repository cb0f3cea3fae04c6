"""RB803: workflows shown in the documents are those of the plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.errors import InputError
from runbook.finding import Certainty, Severity
from runbook.forges.github.syntax.read import read_workflow
from runbook.model.publication import Auth
from runbook.model.release import StartedBy
from runbook.registries.catalog import get
from runbook.repository.publish import publications
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.documents import about_releasing, documents, fences
from runbook.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Location, Outcome
    from runbook.model.found import FoundPublication
    from runbook.model.publication import Publication
    from runbook.rules.documents import Document, Fence

_LANGUAGES = ("yaml", "yml")


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for document in about_releasing(documents(case)):
        for fence in fences(document):
            for found in _published(case, fence):
                planned = [one for one in case.plan.publications if one.registry == found.registry]
                differing = list(_differing(case, found, planned)) if planned else []
                place = in_file(_placed(document, fence, found.span), "the shown workflow")
                findings += [_finding(found, *one, place) for one in differing]
                if planned and not differing:
                    evidence.append(f"{document.path}:{fence.line}: {found.registry}")
    return verdict(findings, evidence)


def _published(case: Case, fence: Fence) -> tuple[FoundPublication, ...]:
    """What a block publishes that is a whole workflow; others are only parts of one."""
    both = "jobs:" in fence.text and "on:" in fence.text
    if fence.language not in _LANGUAGES or not both or case.repository is None:
        return ()
    try:
        workflow = read_workflow(fence.text, ".github/workflows/shown.yml")
    except InputError:
        return ()
    return publications(replace(case.repository, workflows=(workflow,), pipelines=()))


def _differing(
    case: Case, found: FoundPublication, planned: list[Publication]
) -> Iterator[tuple[str, str, str]]:
    """(what, shown, planned) of all that differs from every publication to that registry."""
    environments = {(one.environment or "none").lower() for one in planned}
    if found.environment.known:
        shown = found.environment.value or "none"
        if shown.lower() not in environments:
            yield "the environment", shown, " or ".join(sorted(environments))
    if found.auth is not Auth.OIDC and all(one.auth is Auth.OIDC for one in planned):
        yield "how it signs in", f"the secret {found.secret or ''}".strip(), "trusted publishing"
    releases = [case.plan.release(one.release) for one in planned]
    tags = {tag for one in releases if one and one.by is StartedBy.TAG for tag in one.tags}
    shown_tags = {tag for start in found.starts for tag in start.tags}
    if tags and shown_tags and not shown_tags & tags:
        yield "the tags", ", ".join(sorted(shown_tags)), ", ".join(sorted(tags))


def _placed(document: Document, fence: Fence, span: Span) -> Span:
    line = fence.line + span.start.line - 1
    column = span.start.column + fence.indent
    text = document.lines[line - 1] if line <= len(document.lines) else ""
    return Span(document.path, Position(line, column), Position(line, len(text) + 1))


def _finding(
    found: FoundPublication, what: str, shown: str, planned: str, place: Location
) -> Finding:
    return RULE.finding(
        f"a workflow is shown that publishes to {get(found.registry).data.name}, and {what} "
        f"differs: {shown} is shown, {planned} is declared",
        place,
        found=shown,
        expected=planned,
        certainty=Certainty.LIKELY,
    )


RULE = Rule(
    code="RB803",
    title="Workflows shown in the documents are as declared",
    why=(
        "A block of YAML in a README is copied. When it names another environment, other tags or a "
        "stored token, the copy undoes the set-up."
    ),
    fix="Show the present workflow, link to the file, or let `runbook sync` write the block.",
    severity=Severity.WARNING,
    phase=Phase.UPKEEP,
    check=_check,
)
