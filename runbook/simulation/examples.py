"""A concrete tag or branch that a list of patterns lets through."""

from __future__ import annotations

import re
from itertools import chain, product
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.filters import selects
from runbook.forges.github.semantics.fnmatch import fnmatch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

USUAL_TAGS = ("v1.2.3", "1.2.3")
USUAL_BRANCHES = ("main", "master")
_FIRST = ("1.2.3", "1", "main", "a", "")
_LATER = ("1", "1.2.3", "a", "")
_MAX_STARS = 3  # stars filled in all combinations; further ones are left empty
_PIECES = re.compile(r"\*\*/|\*+|\[([^\]]*)\]([?+]?)|\\(.)|(.)([?+]?)", re.DOTALL)


def example_ref(
    patterns: Sequence[str],
    policies: Sequence[str] = (),
    usual: Sequence[str] = USUAL_TAGS,
) -> str | None:
    """A short name that the filter `patterns` let through and, if given, one of `policies` too.

    The usual names come first, then names made from the patterns; None when none was found.
    """
    for name in chain(usual, *(_made(item) for item in patterns if not item.startswith("!"))):
        if selects(patterns, name) and (
            not policies or any(fnmatch(policy, name) for policy in policies)
        ):
            return name
    return None


def refused_ref(patterns: Sequence[str], usual: Sequence[str] = USUAL_TAGS) -> str | None:
    """A short name that `patterns` with an exclusion keep out; None when none was found."""
    for item in patterns:
        if item.startswith("!"):
            for name in chain(_made(item[1:]), usual):
                if not selects(patterns, name):
                    return name
    return None


def _made(pattern: str) -> Iterator[str]:
    """Names made from one pattern: classes count up, stars take fillers in turn."""
    pieces = list(_pieces(pattern))
    stars = [index for index, piece in enumerate(pieces) if piece is None]
    fillers = [_FIRST, *([_LATER] * (_MAX_STARS - 1))][: len(stars)]
    for filled in product(*fillers):
        values = iter(filled)
        yield "".join(next(values, "") if piece is None else piece for piece in pieces)


def _pieces(pattern: str) -> Iterator[str | None]:
    """The text of each part of a pattern; None for a star."""
    digits = 0
    for hit in _PIECES.finditer(pattern):
        if hit[0].startswith("*"):
            if hit[0] != "**/":
                yield None
        elif hit[1] is not None:
            digits += 1
            yield _member(hit[1], digits)
        else:
            yield hit[3] or hit[4]


def _member(inside: str, number: int) -> str:
    """One character of a class; of digits a different one each time."""
    digit = str(number % 10)
    if re.fullmatch(r"0-9.*", inside) or digit in inside:
        return digit
    return inside[:1]
