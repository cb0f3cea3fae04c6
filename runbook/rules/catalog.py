"""All rules, found by a walk of the package and through the entry points ``runbook.rules``."""

from __future__ import annotations

import pkgutil
import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from runbook import rules
from runbook.extensions import extensions
from runbook.rules.base import Checked, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.case import Case

GROUP = "runbook.rules"
_MODULE = re.compile(r"rb\d{3}_[a-z0-9_]+\Z")

FAMILIES = {
    "1": "Triggers",
    "2": "Permissions and claims",
    "3": "Environments",
    "4": "Publishers and registries",
    "5": "Secrets and tokens",
    "6": "Supply chain",
    "7": "Packages and versions",
    "8": "Documents",
    "9": "Facts",
}


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    names = [item.name for item in pkgutil.iter_modules(rules.__path__) if _MODULE.match(item.name)]
    found: list[Rule] = [import_module(f"{rules.__name__}.{name}").RULE for name in names]
    found.extend(_third_party())
    return tuple(sorted(found, key=lambda rule: rule.code))


def rule(code: str) -> Rule | None:
    """The rule with that code."""
    wanted = code.upper()
    return next((item for item in all_rules() if item.code == wanted), None)


def run(case: Case, select: Iterable[str] = ()) -> tuple[Checked, ...]:
    """The answer of every rule whose code starts with one of `select` (all when it is empty)."""
    prefixes = tuple(item.upper() for item in select)
    return tuple(
        Checked(item, item.check(case))
        for item in all_rules()
        if not prefixes or item.code.startswith(prefixes)
    )


def _third_party() -> list[Rule]:
    return [point.load() for point in extensions(GROUP)]
