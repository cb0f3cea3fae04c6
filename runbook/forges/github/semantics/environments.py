"""Which environment a job runs in.

Source: actions/runner WorkflowTemplateConverter.cs@258d6c8 (ConvertToActionEnvironmentReference: an
empty name is no environment); contexts of the key: github/docs contexts.md@03d2e24.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.semantics.expressions.evaluate import evaluate_text
from runbook.forges.github.semantics.expressions.nodes import Context, parts
from runbook.forges.github.semantics.expressions.parser import parse
from runbook.forges.github.semantics.expressions.pieces import split
from runbook.forges.github.semantics.expressions.tokens import ExpressionError
from runbook.forges.github.semantics.expressions.values import as_text
from runbook.model.found import Possible

if TYPE_CHECKING:
    from runbook.forges.github.semantics.expressions.evaluate import Scope

AVAILABLE = frozenset({"github", "inputs", "matrix", "needs", "strategy", "vars"})
NO_ENVIRONMENT = Possible((None,), complete=True)
MAX_LENGTH = 255  # manage-environments.md@24b44ea
PAGES = "github-pages"
"""The environment of GitHub's own that deployments to Pages enter (fact `pages-environment`)."""


def environment_names(name: str, scope: Scope) -> Possible:
    """What the name of an environment can be; None among the values is "no environment".

    Raises:
        ExpressionError: GitHub refuses the expression, or a context it does not offer here.
    """
    check_contexts(name)
    found = evaluate_text(name, scope)
    names = dict.fromkeys(as_text(member).strip() or None for member in found.members)
    return Possible(tuple(names), complete=found.complete)


def check_contexts(name: str) -> None:
    """Refuse what GitHub refuses in this key.

    Raises:
        ExpressionError: a context is used that is not available, such as secrets or env.
    """
    for body, dynamic in split(name):
        for part in parts(parse(body)) if dynamic else ():
            if isinstance(part, Context) and part.name not in AVAILABLE:
                raise ExpressionError(f"unrecognized named-value {part.name!r}")
