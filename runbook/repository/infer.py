"""A repository turned into the text of its descriptor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.errors import InputError, RunbookError
from runbook.repository.infer_draft import Draft, DraftEntry, draft
from runbook.repository.infer_gitlab import gitlab_uploads
from runbook.repository.infer_notices import GITLAB_FILE, Notice, notices
from runbook.repository.infer_text import descriptor_text, scalar
from runbook.repository.publish import publications

if TYPE_CHECKING:
    from runbook.model.found import FoundPublication
    from runbook.repository.model import Repository

FILE = "runbook.yaml"
_REFUSED = "the descriptor's own rules refuse a value of it"


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
        RunbookError: owner and name are not known, so that no descriptor can be written.
    """
    from runbook.registries.catalog import all_ids  # noqa: PLC0415 - only to write a descriptor

    found = publications(repository)
    first = draft(repository, found, all_ids())
    if not first.owner:
        raise _unknown_owner(repository)
    known = notices(repository, found)
    if repository.checkout.exists(GITLAB_FILE) and not repository.workflows:
        return Inference(found, first, known, _gitlab_text(first, repository))
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
    good = tuple(
        entry for entry in whole.entries if is_accepted(descriptor_text(_only(whole, entry)))
    )
    rest = _without(whole, good)
    return rest if is_accepted(descriptor_text(rest)) else _without(whole, ())


def _without(whole: Draft, kept: tuple[DraftEntry, ...]) -> Draft:
    """The draft with the `kept` entries; each publication of another is left out, once."""
    out = {id(entry.found): entry.found for entry in whole.entries if entry not in kept}
    refused = ((found, _REFUSED) for found in out.values())
    return replace(_with_entries(whole, kept), left_out=(*whole.left_out, *refused))


def _only(whole: Draft, entry: DraftEntry) -> Draft:
    return replace(_with_entries(whole, (entry,)), left_out=())


def _with_entries(whole: Draft, entries: tuple[DraftEntry, ...]) -> Draft:
    files = {entry.found.workflow for entry in entries}
    releases = tuple(item for item in whole.releases if item.way.workflow in files)
    return replace(whole, entries=entries, releases=releases)


def _gitlab_text(known: Draft, repository: Repository) -> str:
    """A descriptor to complete: the pipeline's triggers are rules that are not followed."""
    lines = [
        f"# Written by `runbook init`. {GITLAB_FILE} is read for uploads, its rules are not.",
        "runbook: 1",
        f"owner: {scalar(known.owner)}",
        f"repo: {scalar(known.repo)}",
        f"forge: {{kind: gitlab, host: {scalar(repository.git.host or 'gitlab.com')}}}",
        "registries: []",
    ]
    for registry, job, line in gitlab_uploads(repository):
        lines.append(f"#   uncertain: {registry} by the job {job}, from {GITLAB_FILE}:{line}")
    return "\n".join(lines) + "\n"


def _unknown_owner(repository: Repository) -> RunbookError:
    known = notices(repository, ())
    first = known[0] if known else None
    message = first.message if first else "the repository's owner is not known"
    return RunbookError(message, hint=first.next if first else "run `git remote add origin URL`")
