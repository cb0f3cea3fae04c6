"""The actions that publishing workflows use, with the versions their references name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.forges.github.syntax.model import UsesKind
from runbook.rules.uploads import publishing_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.forges.github.syntax.model import Uses
    from runbook.rules.uploads import Placed

Version = tuple[int, ...]
_COMMIT = re.compile(r"[0-9a-f]{40}\Z")
_VERSION = re.compile(r"v?(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?\Z")


def actions(case: Case) -> Iterator[tuple[Uses, Placed]]:
    """Each remote action of the publishing workflows and of the actions they use, once a place."""
    seen = set()
    for item in publishing_steps(case):
        uses = item.step.uses
        if uses and uses.kind is UsesKind.REMOTE and uses.span not in seen:
            seen.add(uses.span)
            yield uses, item


def is_commit(uses: Uses) -> bool:
    """Whether the reference is a full SHA."""
    return _COMMIT.match(uses.ref) is not None


def version_of(uses: Uses) -> Version | None:
    """The version that a reference names, or the comment behind a SHA; None for anything else."""
    text = uses.comment.split(" ")[0] if is_commit(uses) else uses.ref
    return parse_version(text)


def parse_version(text: str) -> Version | None:
    """``v1.2.3`` as numbers; parts that are not written are left out."""
    match = _VERSION.match(text)
    return tuple(int(part) for part in match.groups() if part) if match else None


def is_older(version: Version, first: Version) -> bool:
    """Whether it is certainly older; ``v1`` may be any 1.x and is not older than ``v1.2``."""
    shared = min(len(version), len(first))
    return version[:shared] < first[:shared]
