"""RB503: no composite action reads secrets itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.expressions import mentions

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Outcome

# actions/runner action_yaml.json@258d6c8: a composite action sees neither of them.
_CONTEXTS = re.compile(r"\b(?:secrets|vars|needs)\.[A-Za-z_][A-Za-z0-9_-]*")


def _check(case: Case) -> Outcome:
    actions = [
        item
        for item in (case.repository.actions.values() if case.repository else ())
        if item.using == "composite"
    ]
    findings = [
        RULE.finding(
            f"the composite action {item.path} reads {text}, which it cannot see",
            in_file(span, "the expression"),
            found=text,
            expected="an input of the action",
        )
        for item in actions
        for text, span in mentions(item.text, item.path, _CONTEXTS)
    ]
    return verdict(findings, [item.path for item in actions])


RULE = Rule(
    code="RB503",
    title="Composite actions get secrets and variables as inputs",
    why="The contexts secrets, vars and needs do not exist there: GitHub refuses the action.",
    fix="Give the action an input, and pass the value from the workflow's step with `with:`.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
