"""What `rules` lead to: the first that holds decides.

Source: gitlabhq/gitlabhq doc/ci/jobs/job_rules.md@06b63cf, lib/gitlab/ci/build/rules.rb@24da823.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.expressions.evaluate import Answer, evaluate
from runbook.forges.gitlab.semantics.limits import every
from runbook.forges.gitlab.semantics.scope import changes_hold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.gitlab.syntax.model import RuleItem
    from runbook.model.origin import Unset
    from runbook.source import Span

    Variables = Mapping[str, str | Unset | None]

NEVER = "never"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What rules may lead to."""

    runs: bool
    when: str
    reason: str
    span: Span | None = None
    item: RuleItem | None = None


def outcomes_of(rules: tuple[RuleItem, ...], scope: Variables, default: str) -> list[Outcome]:
    """What the rules lead to: one thing, or several when a condition cannot be known."""
    found = []
    for item in rules:
        answer = _holds(item, scope)
        if answer.truth is False:
            continue
        when = item.when.value if item.when else default
        reason = answer.reason or _because(item, when)
        found.append(Outcome(when != NEVER, when, reason, item.span, item))
        if answer.truth:
            return found
    reason = "none of its rules holds"
    found.append(Outcome(runs=False, when=NEVER, reason=reason))
    return found


def _because(item: RuleItem, when: str) -> str:
    condition = f"`{item.condition.value}` holds" if item.condition else "its last rule holds"
    return f"{condition}, and says never" if when == NEVER else condition


def _holds(item: RuleItem, scope: Variables) -> Answer:
    answer = evaluate(item.condition.value, scope) if item.condition else Answer(truth=True)
    if not item.looks_at_files or answer.truth is False:
        return answer
    files = changes_hold(scope) if item.changes_only else None
    both = every([answer.truth, files])
    return Answer(
        both,
        answer.reason or ("" if both else "it depends on which files there are or were changed"),
    )
