"""What speaks for and against causes: one small file a kind of observation.

A clue is a function from a `Situation` to evidence. The order is that of the evidence shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from runbook.diagnosis.clues.asked import answers
from runbook.diagnosis.clues.compared import compared_records, said_values
from runbook.diagnosis.clues.messages import in_messages
from runbook.diagnosis.clues.project import in_project
from runbook.diagnosis.clues.tokens import in_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from runbook.diagnosis.model import Evidence
    from runbook.diagnosis.situation import Situation

CLUES: Final[tuple[Callable[[Situation], Iterator[Evidence]], ...]] = (
    said_values,
    compared_records,
    in_tokens,
    in_messages,
    in_project,
    answers,
)
