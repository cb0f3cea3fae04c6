"""Checks of the pattern languages a descriptor holds; each forge room judges its own."""

from __future__ import annotations

import re
import warnings

from runbook.descriptor.checks import Passes, Text
from runbook.forges.github.semantics.pattern_problems import PatternKind, pattern_problems

_MOST = 255
# RE2, which GitLab uses, has neither look-around nor back-references.
_NOT_RE2 = re.compile(r"\(\?(?:=|!|<=|<!|>|P=|\()|\\[1-9]|[*+?}]\+")


def _regex_problem(value: str) -> str | None:
    if not value or len(value) > _MOST:
        return "empty or too long"
    bad = _NOT_RE2.search(value)
    if bad:
        return f"GitLab's regular expressions (RE2) have no {bad[0]}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        return f"this is no regular expression: {error}"
    return None


def _filter_problem(value: str) -> str | None:
    broken = (item.message for item in pattern_problems(value, PatternKind.REF) if item.breaks)
    return next(broken, None)


REGEX = Passes("a regular expression (RE2), without slashes around it", r"^v\d+", _regex_problem)
# An environment's policy: any text is a legal pattern, only an empty one is not.
POLICY = Text("a name pattern of branches or tags", r"[^\s](?:.*[^\s])?", "v*")
FILTER = Passes("a filter pattern of branches or tags", "v*", _filter_problem)
