"""RB411: publish actions are given inputs that they have."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from runbook.finding import Certainty, Fix, Severity
from runbook.forges.github.syntax.model import UsesKind
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.edits import word_edit
from runbook.rules.known import known
from runbook.rules.uploads import publishing_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.rules.uploads import Placed


def _check(case: Case) -> Outcome:
    findings: dict[tuple[str, int, int], Finding] = {}
    evidence: list[str] = []
    for placed in _steps(case):
        action = placed.step.uses.action if placed.step.uses else ""
        data = known("actions").get(action)
        if data is None:
            continue
        names = (*data["inputs"], *data.get("old", ()))
        unknown = [name for name in placed.step.with_ if name.lower() not in names]
        evidence += [] if unknown else [f"{action}: {', '.join(placed.step.with_) or 'no input'}"]
        for name in unknown:
            finding = _finding(placed, name, data["inputs"])
            span = finding.locations[0].span
            if span is not None:
                findings[span.file, span.start.line, span.start.column] = finding
    return verdict(list(findings.values()), evidence)


def _steps(case: Case) -> Iterator[Placed]:
    for placed in publishing_steps(case):
        uses = placed.step.uses
        if uses is not None and uses.kind is UsesKind.REMOTE:
            yield placed


def _finding(placed: Placed, name: str, inputs: list[str]) -> Finding:
    value = placed.step.with_[name]
    near = get_close_matches(name, inputs, n=1)
    edit = word_edit(placed.text, value.span, name, near[0]) if near else None
    action = placed.step.uses.action if placed.step.uses else ""
    return RULE.finding(
        f"{action} has no input {name}; the runner ignores it",
        in_file(value.span, f"the input {name}"),
        found=name,
        expected=near[0] if near else ", ".join(inputs),
        certainty=Certainty.LIKELY,
        severity=Severity.ERROR if near else Severity.WARNING,
        fix=Fix(f"Write {near[0]}." if near else RULE.fix, (edit,) if edit else ()),
    )


RULE = Rule(
    code="RB411",
    title="Publish actions are given inputs that they have",
    why=(
        "An input that an action does not have is ignored with a warning in the log, and the "
        "default is used: another folder, another index, another switch."
    ),
    fix="Remove the input, or give it the name that the action has.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
)
