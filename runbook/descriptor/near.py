"""The nearest right spelling of a wrong word."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 1_000
_LONGEST = 100  # comparing is quadratic; nobody misspells a longer word


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like `word`, case and separators aside; None when none is near."""
    if len(word) > _LONGEST:
        return None
    folded = {_fold(choice): choice for choice in islice(choices, _MOST)}
    typed = _fold(word)
    swapped = [choice for choice in folded if sorted(choice) == sorted(typed)]
    close = swapped or get_close_matches(typed, folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def did_you_mean(word: str, choices: Iterable[str]) -> str | None:
    """A hint that names the nearest choice, or None."""
    near = nearest(word, choices)
    return None if near is None else f"did you mean {near!r}?"


def _fold(word: str) -> str:
    return word.casefold().replace("_", "-").replace(" ", "-").replace(".", "-")
