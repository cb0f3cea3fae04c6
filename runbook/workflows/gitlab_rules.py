"""When a release runs, in the language of GitLab's rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.model.release import Release, StartedBy

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPECIAL = re.compile(r"[][.+*?^$(){}|\\]")
_SOURCES = {
    StartedBy.MERGE: "push",
    StartedBy.DISPATCH: "web",
    StartedBy.SCHEDULE: "schedule",
}


def rule(release: Release) -> dict[str, str]:
    """The rule that holds for exactly the pipelines of a release."""
    if release.by is StartedBy.TAG:
        return {"if": _any_of("$CI_COMMIT_TAG", release.tags)}
    refs = [
        _any_of(variable, patterns)
        for variable, patterns in (
            ("$CI_COMMIT_BRANCH", _branches(release)),
            ("$CI_COMMIT_TAG", map(_exactly, release.tags)),
        )
    ]
    wanted = " || ".join(filter(None, refs))
    source = f'$CI_PIPELINE_SOURCE == "{_SOURCES[release.by]}"'
    return {"if": f"{source} && ({wanted})" if wanted else source}


def _branches(release: Release) -> Iterable[str]:
    """Patterns of a push are regular expressions already, refs of other releases are names."""
    merge = release.by is StartedBy.MERGE
    return release.branches if merge else map(_exactly, release.branches)


def _any_of(variable: str, patterns: Iterable[str]) -> str:
    return " || ".join(f"{variable} =~ {_slashed(item)}" for item in patterns)


def _exactly(name: str) -> str:
    escaped = _SPECIAL.sub(r"\\\g<0>", name)
    return f"^{escaped}$"


def _slashed(pattern: str) -> str:
    """A regular expression between slashes, the ones in it escaped."""
    return "/" + pattern.replace("/", "\\/") + "/"
