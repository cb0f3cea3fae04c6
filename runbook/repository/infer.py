"""A repository turned into the text of its descriptor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.errors import InputError, RunbookError
from runbook.repository.infer_draft import Draft, DraftEntry, draft
from runbook.repository.infer_notices import Notice, notices
from runbook.repository.infer_text import descriptor_text
from runbook.repository.publish import publications
from runbook.text import plain

if TYPE_CHECKING:
    from runbook.model.found import FoundPublication
    from runbook.repository.model import Repository

FILE = "runbook.yaml"
_REFUSED = "the descriptor's own rules refuse it"


@dataclass(frozen=True, slots=True)
class Inference:
    """What was found, the descriptor that says so, and what to know about it."""

    publications: tuple[FoundPublication, ...]
    draft: Draft
    notices: tuple[Notice, ...]
    text: str


def infer(repository: Repository) -> Inference:
    """The descriptor of `repository`, one that the loader accepts.

    Raises:
        RunbookError: owner and name are not known, or impossible.
    """
    from runbook.registries.catalog import all_ids  # noqa: PLC0415 - only to write a descriptor

    found = publications(repository)
    first = draft(repository, found, all_ids())
    if not first.owner:
        raise _unknown_owner(repository)
    known = notices(repository, found)
    accepted = _accepted(first)
    return Inference(found, accepted, known, descriptor_text(accepted))


def is_accepted(text: str) -> bool:
    """Whether the descriptor loader takes `text`."""
    from runbook.descriptor.load import parse_descriptor  # noqa: PLC0415 - loads pydantic

    try:
        parse_descriptor(text, FILE)
    except InputError:
        return False
    return True


def _accepted(whole: Draft) -> Draft:
    """The draft without the entries that the loader refuses; those become comments."""
    if is_accepted(descriptor_text(whole)):
        return whole
    whole = _with_good_environments(whole)
    good = tuple(
        entry for entry in whole.entries if is_accepted(descriptor_text(_only(whole, entry)))
    )
    # What is good alone can still be too much together: then less and less of it.
    while good and not is_accepted(descriptor_text(_without(whole, good))):
        good = good[: len(good) // 2]
    rest = _without(whole, good)
    if not is_accepted(descriptor_text(rest)):
        raise _refused_names(whole)
    return rest


def _with_good_environments(whole: Draft) -> Draft:
    bare = _with_entries(whole, ())
    alone = ((item, replace(bare, entered=(item,), left_out=())) for item in whole.entered)
    good = (item for item, draft in alone if is_accepted(descriptor_text(draft)))
    return replace(whole, entered=tuple(good))


def _without(whole: Draft, kept: tuple[DraftEntry, ...]) -> Draft:
    """The draft with the `kept` entries; each publication of another is left out, once."""
    out = {id(entry.found): entry.found for entry in whole.entries if entry not in kept}
    refused = ((found, _REFUSED) for found in out.values())
    return replace(_with_entries(whole, kept), left_out=(*whole.left_out, *refused))


def _only(whole: Draft, entry: DraftEntry) -> Draft:
    return replace(_with_entries(whole, (entry,)), left_out=(), entered=())


def _with_entries(whole: Draft, entries: tuple[DraftEntry, ...]) -> Draft:
    files = {entry.found.workflow for entry in entries}
    releases = tuple(item for item in whole.releases if item.way.workflow in files)
    return replace(whole, entries=entries, releases=releases)


def _refused_names(whole: Draft) -> RunbookError:
    """Without any entry only owner, name and default branch are left to refuse."""
    name = f"{plain(whole.owner)}/{plain(whole.repo)}"
    return RunbookError(
        f"no descriptor can be written for {name}: its forge allows no such name",
        hint="run `git remote set-url origin URL` with the repository's real address",
    )


def _unknown_owner(repository: Repository) -> RunbookError:
    known = notices(repository, ())
    first = known[0] if known else None
    message = first.message if first else "the repository's owner is not known"
    return RunbookError(message, hint=first.next if first else "run `git remote add origin URL`")
