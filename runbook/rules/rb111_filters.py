"""RB111: every filter of a publishing workflow can fit a ref."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.finding import Fix, Severity
from runbook.forges.github.semantics.pattern_problems import PatternKind, pattern_problems
from runbook.model.timeline import Stage, Verdict
from runbook.rules.ask import played, uploading
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.prefixes import FULL, short_edit
from runbook.rules.uploads import entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Text, Workflow

_NO_REF = "ref name"  # of the problems, those that say that git allows no such name
_FOREIGN = re.compile(r"\^|.*\$\Z|.*\\[dwsb]|.*\([^)]*\|")


def _check(case: Case) -> Outcome:
    stopped = _not_started(case)
    findings: list[Finding] = []
    evidence: list[str] = []
    for workflow in entries(case):
        for name, text, patterns in _patterns(workflow):
            reason = _reason(text.value, patterns)
            if reason is None:
                evidence.append(f"{workflow.file}: {name} {text.value}")
            elif workflow.file not in stopped:
                findings.append(_finding(case, workflow, (name, text), reason))
    return verdict(findings, evidence)


def _not_started(case: Case) -> set[str]:
    """The files whose releases do not start: RB101 names the filter that is the cause."""
    return {
        release.workflow
        for release in uploading(case)
        for step in played(case, release).steps
        if step.stage is Stage.FILTER and step.verdict in (Verdict.SKIPPED, Verdict.STOPS)
        and step.workflow.endswith(f"/{release.workflow}")
    }  # fmt: skip


def _patterns(workflow: Workflow) -> Iterator[tuple[str, Text, tuple[str, ...]]]:
    for trigger in workflow.triggers:
        for name, texts in trigger.filters.items():
            if name.startswith(("tags", "branches")):
                listed = tuple(text.value for text in texts)
                yield from ((name, text, listed) for text in texts)


def _reason(pattern: str, patterns: tuple[str, ...]) -> str | None:
    """Why a pattern fits no ref or excludes nothing; None when it may."""
    if FULL.match(pattern):
        return "filters see short names, so one with the prefix of a full ref fits nothing"
    if _FOREIGN.match(pattern):
        return "this is a regular expression, and filters are file patterns"
    if pattern.startswith("!") and not any(
        not item.startswith("!") for item in patterns[: patterns.index(pattern)]
    ):
        return "an exclusion only takes back what a pattern above it lets in"
    problems = pattern_problems(pattern, PatternKind.REF)
    return next((item.message for item in problems if _NO_REF in item.message), None)


def _finding(case: Case, workflow: Workflow, filter_: tuple[str, Text], reason: str) -> Finding:
    name, text = filter_
    return RULE.finding(
        f"the {name} filter {text.value} of {workflow.file} does nothing: {reason}",
        in_file(text.span, f"the {name} filter"),
        found=text.value,
        fix=Fix(RULE.fix, short_edit(case.repository, text.span)),
    )


RULE = Rule(
    code="RB111",
    title="Every filter of a publishing workflow has an effect",
    why=(
        "Filters are compared with short names, in order, in a language of their own. One that "
        "never fits looks like protection, or like a second way in, and is neither."
    ),
    fix="Write the pattern as GitHub reads it, an exclusion below what it excludes from.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("filters-short-names",),
)
