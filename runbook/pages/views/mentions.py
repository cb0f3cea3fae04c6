"""Where the repository's documents still speak of a secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.repository.model import Repository


@dataclass(frozen=True, slots=True)
class Mention:
    """A line of a document that names a secret."""

    path: str
    line: int
    secret: str


def mentions(repository: Repository | None, secrets: Iterable[str]) -> tuple[Mention, ...]:
    """Every line of the repository's documents that names one of the secrets."""
    if repository is None:
        return ()
    wanted = tuple(secrets)
    return tuple(
        Mention(path, number, secret)
        for path in repository.docs
        for number, line in enumerate((repository.checkout.read_text(path) or "").splitlines(), 1)
        for secret in wanted
        if secret in line
    )
