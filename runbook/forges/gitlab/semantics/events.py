"""Whether something that happens leads to a pipeline at all, before any file is asked.

Source: gitlabhq/gitlabhq lib/gitlab/ci/pipeline/chain/skip.rb@023e050,
app/services/git/process_ref_changes_service.rb@00ea805.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.starts import Decision
from runbook.forges.gitlab.semantics.variables import MERGE_REQUEST, SOURCES, pipeline_source
from runbook.model.origin import Unset

if TYPE_CHECKING:
    from runbook.model.timeline import Event

MAX_REFS_AT_ONCE = 4  # a setting of the server; this is its default

_SKIP = re.compile(r"\[(?:ci[ _-]skip|skip[ _-]ci)\]", re.IGNORECASE)
_SKIPPABLE = ("push", MERGE_REQUEST)
_WORDS = {
    "push": "a push of",
    "web": "a pipeline started by hand on",
    "schedule": "a schedule on",
    "trigger": "a trigger token on",
    MERGE_REQUEST: "a merge request from",
}


def created(event: Event) -> Decision:
    """Whether GitLab asks the pipeline file what to do; None when that cannot be known."""
    source = pipeline_source(event)
    if isinstance(source, Unset):
        return Decision(starts=False, reason=f"GitLab makes no pipeline of {event.kind}")
    if source == "push" and event.tags_at_once > MAX_REFS_AT_ONCE:
        reason = (
            f"{event.tags_at_once} tags are pushed at once, and only the first "
            f"{MAX_REFS_AT_ONCE} get a pipeline"
        )
        return Decision(None, reason, facts=("refs-at-once",))
    if source in _SKIPPABLE and _SKIP.search(event.message):
        reason = "the commit message asks to skip the pipeline"
        return Decision(starts=False, reason=reason, facts=("skip-ci",))
    return Decision(starts=True, reason=f"GitLab asks the pipeline file, with the source {source}")


def described(event: Event) -> str:
    """The event in a few words."""
    source = SOURCES.get(event.kind)
    kind = "tag" if event.is_tag else "branch"
    words = _WORDS[source] if source else f"{event.kind.value} on"
    return f"{words} the {kind} {event.name}"
