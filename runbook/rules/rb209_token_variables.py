"""RB209: no expression asks the `env` context for the variables of the OIDC request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.expressions import mentions
from runbook.rules.tokens import files_of

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Outcome

_NAMES = re.compile(r"\benv\.(ACTIONS_ID_TOKEN_REQUEST_(?:URL|TOKEN))\b")


def _check(case: Case) -> Outcome:
    if case.repository is None:
        return verdict([], [])
    files = list(files_of(case.repository))
    findings = [
        RULE.finding(
            f"`{text}` is always empty, whatever the permissions are",
            in_file(span, "the expression"),
            found=text,
            expected=f"${text.partition('.')[2]} in the shell",
        )
        for file in files
        for text, span in mentions(file.text, file.path, _NAMES)
    ]
    return verdict(findings, [item.path for item in files])


RULE = Rule(
    code="RB209",
    title="No expression reads the OIDC request variables from `env`",
    why=(
        "The runner sets them in the process of a step and not in the `env` context. A debug step "
        "that prints them says that they are missing when they are not."
    ),
    fix='Test them in the shell: `test -n "$ACTIONS_ID_TOKEN_REQUEST_URL"`.',
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("oidc-variables-in-shell",),
)
