"""Filters of `on:` that are written with the prefix of a full ref, and their short form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.rules.edits import text_edit

if TYPE_CHECKING:
    from runbook.finding import Edit
    from runbook.repository.model import Repository
    from runbook.source import Span

FULL = re.compile(r"!?refs/(?:tags|heads)/")


def short_edit(repository: Repository | None, span: Span | None) -> tuple[Edit, ...]:
    """Leave the prefix of the filter at `span` out; none where no such filter stands."""
    for workflow in repository.workflows if repository else ():
        for trigger in workflow.triggers:
            for texts in trigger.filters.values():
                for text in texts:
                    if text.span == span and FULL.match(text.value):
                        short = re.sub(r"refs/(?:tags|heads)/", "", text.value, count=1)
                        return (text_edit(workflow.text, text, short),)
    return ()
