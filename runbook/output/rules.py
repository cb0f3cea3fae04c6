"""A rule's text, wherever it is shown: terminal, JSON, documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.rules.base import Rule


def rule_text(rule: Rule) -> str:
    """The whole text of a rule."""
    lines = [
        f"{rule.code}  {rule.title}",
        "",
        f"  severity: {rule.severity.value}   when: {rule.phase.value}",
        "",
        f"  Why: {rule.why}",
        f"  Fix: {rule.fix}",
    ]
    lines += [f"  Source: {source}" for source in rule.sources]
    return "".join(f"{line}\n" for line in lines)


def rule_list(rules: Iterable[Rule]) -> str:
    """One line a rule."""
    return "".join(f"{item.code}  {item.severity.value:<8} {item.title}\n" for item in rules)


def rule_data(rule: Rule) -> dict[str, Any]:
    """A rule as plain data."""
    return {
        "code": rule.code,
        "title": rule.title,
        "why": rule.why,
        "fix": rule.fix,
        "severity": rule.severity.value,
        "phase": rule.phase.value,
        "sources": list(rule.sources),
        "facts": list(rule.facts),
    }
