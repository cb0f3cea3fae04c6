"""Sample names of tags and branches that fit filter patterns and the texts of conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_LITERALS = 30
_TAGS, _HEADS = "refs/tags/", "refs/heads/"
_USUAL = ("main", "master")
_QUOTED = re.compile(r"'([A-Za-z0-9_./+-]{1,60})'")
_ATOM = re.compile(r"\*\*/?|\*|\[([^\]]{0,60})\]|\\(.)|([?+])|(.)", re.DOTALL)
_FILLINGS = ("1.2.3", "")
_VERSIONED = re.compile(r"v|[a-z0-9-]*[-/@]v?\Z")


@dataclass(frozen=True, slots=True)
class Sample:
    """A full ref; `pattern` is what it stands for when a condition shaped it."""

    ref: str
    pattern: str = ""

    @property
    def name(self) -> str:
        """The short name."""
        return self.ref.removeprefix(_TAGS).removeprefix(_HEADS)


def literals_of(text: str) -> tuple[str, ...]:
    """The quoted texts in a workflow that a ref may be compared with."""
    found = dict.fromkeys(match[1] for match in _QUOTED.finditer(text))
    return tuple(found)[:MAX_LITERALS]


def tag_samples(patterns: tuple[str, ...], literals: Iterable[str]) -> tuple[Sample, ...]:
    """Tags: what the patterns stand for, then names that begin with or hold a literal."""
    words = list(literals)
    parts = [word for word in words if not word.startswith("refs/")]
    fillings = (*_FILLINGS, *(f"1.2.3{part}1" for part in parts if not part[:1].isalnum()))
    positive = [pattern for pattern in patterns if not pattern.startswith("!")]
    found = [Sample(_TAGS + name) for pattern in positive for name in instances(pattern, fillings)]
    if not patterns:
        found.append(Sample(_TAGS + "sample"))
    for word in words:
        begin = word.removeprefix(_TAGS)
        if word != begin and begin:
            found += [Sample(f"{_TAGS}{begin}{end}", f"{begin}*") for end in fillings if end]
    for part in parts:
        ends = (
            f"{part}*" if _VERSIONED.match(part) else f"*{part}*" if not part[0].isalnum() else part
        )
        name = (
            f"{part}1.2.3"
            if ends.startswith(part) and ends != part
            else f"v1.2.3{part}1"
            if ends != part
            else part
        )
        found.append(Sample(_TAGS + name, ends))
    return tuple(dict.fromkeys(found))


def branch_samples(
    patterns: tuple[str, ...], literals: Iterable[str], default_branch: str | None
) -> tuple[Sample, ...]:
    """Branches: the default one, what the patterns stand for, and those a literal names."""
    usual = (default_branch,) if default_branch else _USUAL
    found = [Sample(_HEADS + name, name) for name in usual]
    if not patterns:
        found.append(Sample(_HEADS + "sample"))
    for pattern in patterns:
        if not pattern.startswith("!"):
            found += [Sample(_HEADS + name) for name in instances(pattern, ("sample", ""))]
    for word in literals:
        begin = word.removeprefix(_HEADS)
        if word != begin and begin:
            found.append(Sample(_HEADS + begin, begin))
            found.append(Sample(f"{_HEADS}{begin}sample", f"{begin}*"))
        elif not word.startswith("refs/") and word[0].isalnum():
            found.append(Sample(_HEADS + word, word))
    return tuple(dict.fromkeys(found))


def instances(pattern: str, fillings: Iterable[str]) -> Iterator[str]:
    """Names that fit a filter pattern, one a filling of its stars."""
    for filling in fillings:
        name = "".join(_atoms(pattern, filling))
        if name:
            yield name


def _atoms(pattern: str, filling: str) -> Iterator[str]:
    for match in _ATOM.finditer(pattern):
        bracket, escaped, quantifier, plain = match.groups()
        if bracket is not None:
            yield bracket[:1]
        elif quantifier is None:
            yield escaped or plain or ("" if match[0] == "**/" else filling)
