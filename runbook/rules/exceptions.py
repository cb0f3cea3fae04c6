"""Findings that are not to be shown: ignored in the descriptor, in a comment, or in a baseline.

Nobody can ignore a finding of a rule about trust. Where a change is checked against the branch it
goes to, only what that branch ignores counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from runbook.finding import Fail, Pass
from runbook.repository.read import read_repository

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from runbook.case import Case
    from runbook.finding import Finding
    from runbook.model.descriptor import Ignore
    from runbook.repository.model import Repository
    from runbook.rules.base import Checked

_COMMENT = re.compile(r"#[ \t]{0,9}runbook:[ \t]{0,9}ignore[ \t]{1,9}(RB[0-9]{1,3})\b[ \t:,-]{0,9}")
MAX_REASON = 200


@dataclass(frozen=True, slots=True)
class Comment:
    """``# runbook: ignore RB301 reason``: on the line it is about, or alone above it."""

    file: str
    line: int
    code: str
    reason: str
    alone: bool

    def covers(self, file: str, line: int) -> bool:
        """Whether a place is the one the comment is about."""
        return file == self.file and line == self.line + self.alone


@dataclass(frozen=True, slots=True)
class Hidden:
    """A finding that is not shown, and why."""

    finding: Finding
    reason: str


def comments(repository: Repository | None) -> tuple[Comment, ...]:
    """All such comments in workflows and local actions."""
    if repository is None:
        return ()
    texts = [(item.path, item.text) for item in repository.workflows]
    texts += [(item.path, item.text) for item in repository.actions.values()]
    return tuple(one for path, text in texts for one in _comments(path, text))


def comments_in(root: Path) -> dict[tuple[str, str], str]:
    """The reasons of the comments of a checkout, by file and rule."""
    return {(one.file, one.code): one.reason for one in comments(read_repository(root))}


@lru_cache(maxsize=1024)
def _comments(path: str, text: str) -> tuple[Comment, ...]:
    if "runbook:" not in text:
        return ()
    return tuple(
        Comment(
            path,
            number,
            hit[1],
            line[hit.end() :].strip()[:MAX_REASON],
            not line[: hit.start()].strip(),
        )
        for number, line in enumerate(text.split("\n"), 1)
        for hit in _COMMENT.finditer(line)
    )


def hide(
    case: Case,
    checked: Iterable[Checked],
    baseline: Collection[str] = (),
    allowed: Mapping[tuple[str, str], str] | None = None,
) -> tuple[list[Checked], list[Hidden]]:
    """What is left of the answers, and what is hidden.

    `baseline` are fingerprints. `allowed` are the comments that the branch has to which the change
    goes, by file and rule; None when every comment counts.
    """
    found = [one for one in comments(case.repository) if one.reason]
    if allowed is not None:
        found = [one for one in found if allowed.get((one.file, one.code)) == one.reason]
    left: list[Checked] = []
    hidden: list[Hidden] = []
    for item in checked:
        reasons = {} if item.rule.trust else _reasons(case, item, found, baseline)
        hidden += [
            Hidden(finding, reasons[finding]) for finding in item.findings if finding in reasons
        ]
        left.append(_without(item, reasons))
    return left, hidden


def _reasons(
    case: Case, item: Checked, found: list[Comment], baseline: Collection[str]
) -> dict[Finding, str]:
    pairs = ((one, _reason(case, one, found, baseline)) for one in item.findings)
    return {finding: reason for finding, reason in pairs if reason}


def _reason(case: Case, finding: Finding, found: list[Comment], baseline: Collection[str]) -> str:
    for ignored in case.checks.ignore:
        if lasts(ignored, case.as_of) and finding.code.startswith(ignored.prefix.upper()):
            return ignored.reason
    for comment in found:
        if finding.code.startswith(comment.code) and _is_about(comment, finding):
            return comment.reason
    return "it is in the baseline" if fingerprint(finding) in baseline else ""


def lasts(ignored: Ignore, as_of: str) -> bool:
    """Whether an entry of the descriptor still counts on that day."""
    return ignored.until is None or ignored.until > as_of


def _is_about(comment: Comment, finding: Finding) -> bool:
    spans = (one.span for one in finding.locations if one.span is not None)
    return any(comment.covers(span.file, span.start.line) for span in spans)


def _without(item: Checked, reasons: Mapping[Finding, str]) -> Checked:
    if not reasons:
        return item
    left = tuple(one for one in item.findings if one not in reasons)
    outcome = Fail(left) if left else Pass(tuple(f"ignored: {one}" for one in reasons.values()))
    return replace(item, outcome=outcome)


def fingerprint(finding: Finding) -> str:
    """What makes a finding the same one in another version of its file: no line numbers in it."""
    files = (one.span.file if one.span else one.label for one in finding.locations[:1])
    parts = (finding.code, *files, finding.found or "", finding.expected or "", finding.message)
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def useless(case: Case) -> Iterator[tuple[Comment, str]]:
    """Comments that ignore nothing, and why."""
    for comment in comments(case.repository):
        why = vain(comment.code) if comment.reason else "it gives no reason"
        if why:
            yield comment, why


def vain(prefix: str) -> str:
    """Why nothing can be ignored by that prefix; "" when something can."""
    from runbook.rules.catalog import all_rules  # noqa: PLC0415 - it imports every rule

    meant = [rule for rule in all_rules() if rule.code.startswith(prefix.upper())]
    if not meant:
        return "there is no such rule"
    return "a rule about trust cannot be ignored" if all(rule.trust for rule in meant) else ""
