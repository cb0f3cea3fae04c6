"""What there is to see: a descriptor, its checkout, records and live settings, as a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from runbook.case import Case
from runbook.errors import InputError, Problem, RunbookError
from runbook.model.forge import GITLAB_FILE, WORKFLOWS
from runbook.plan import make_plan
from runbook.records.read import NAME, read_records
from runbook.registries.catalog import catalog_version
from runbook.repository.members import spelled_out
from runbook.repository.read import read_repository

if TYPE_CHECKING:
    from runbook.live.model import Live
    from runbook.model.descriptor import Descriptor
    from runbook.repository.infer_draft import Draft
    from runbook.repository.model import Repository


def case_of(
    path: Path, as_of: str | None = None, live: Live | None = None, base: Path | None = None
) -> Case:
    """The case of a descriptor and of the checkout it stands in.

    `base` is the descriptor as the branch has it that a change goes to; what is ignored is then
    what that branch ignores.

    Raises:
        InputError: a descriptor or the records beside it cannot be read.
    """
    from runbook.descriptor.load import load_descriptor  # noqa: PLC0415 - loads pydantic

    descriptor = load_descriptor(path)
    before = None if base is None else load_descriptor(base)
    recorded = path.parent / NAME
    repository = _repository(path, descriptor)
    return Case(
        plan=make_plan(spelled_out(descriptor, repository)),
        as_of=as_of or catalog_version(),
        repository=repository,
        live=live,
        records=read_records(recorded) if recorded.exists() else None,
        base=None if before is None else make_plan(spelled_out(before, repository)),
        checks=(before or descriptor).checks,
        templates=_templates(path, descriptor),
    )


def inferred_case(root: Path, as_of: str | None = None, live: Live | None = None) -> Case:
    """The case of a checkout without a descriptor: the plan is what its workflows do.

    Raises:
        RunbookError: nobody can tell whose repository it is, or it publishes nothing.
    """
    from runbook.registries.catalog import all_ids  # noqa: PLC0415 - only without a descriptor
    from runbook.repository.infer_draft import draft  # noqa: PLC0415 - as above
    from runbook.repository.infer_model import drafted  # noqa: PLC0415 - as above
    from runbook.repository.publish import publications  # noqa: PLC0415 - as above

    repository = read_repository(root)
    made = draft(repository, publications(repository), all_ids())
    if not made.owner:
        raise _nobody(repository)
    if not made.entries and repository.unread:
        raise InputError(repository.unread)
    if not made.entries:
        raise RunbookError(_nothing(made), hint=_look(repository))
    return Case(make_plan(drafted(made)), as_of or catalog_version(), repository, live)


def _nobody(repository: Repository) -> RunbookError:
    """Why nobody can tell whose repository it is."""
    from runbook.repository.infer_notices import notices  # noqa: PLC0415 - only for this error

    if repository.git.lost:
        first = notices(repository, ())[0]
        return RunbookError(first.message, hint=first.next)
    message = "neither git nor a manifest says whose repository this checkout is"
    return RunbookError(message, hint="run `git remote add origin URL`, then `runbook check`")


def _look(repository: Repository) -> str:
    """What to look at next: a manifest at the root that cannot be read, else all that was found."""
    for problem in repository.problems:
        if problem.span is not None and "/" not in problem.span.file:
            return f"{problem.span} cannot be read: {problem.message}"
    return "`runbook init --json` lists what was found"


def _nothing(made: Draft) -> str:
    """Why there is nothing to check, in the words of the first upload that was found."""
    if not made.left_out:
        return "no job of this checkout publishes to a registry that runbook knows"
    found, reason = made.left_out[0]
    where = f"{found.uploading_workflow}, job {found.uploading_job}"
    return f"the upload to {found.registry} ({where}) cannot be checked: {reason}"


def _templates(path: Path, descriptor: Descriptor) -> Path | None:
    """The folder of own templates.

    Raises:
        InputError: there is no such folder below the descriptor's.
    """
    if not descriptor.templates:
        return None
    folder = path.parent / descriptor.templates
    inside = folder.resolve().is_relative_to(path.parent.resolve())
    if not (inside and folder.is_dir()):
        span = descriptor.project.origin_of("templates").span
        expected = f"a folder below {path.parent}"
        raise InputError([Problem("there is no such folder", span, descriptor.templates, expected)])
    return folder


def _repository(path: Path, descriptor: Descriptor) -> Repository | None:
    """The checkout, when the descriptor's own folder is the root of one."""
    root = path.parent
    marks = (root / ".git", root / WORKFLOWS, root / GITLAB_FILE)
    if not any(mark.exists() for mark in marks):
        return None
    entries = [release.workflow for release in descriptor.releases]
    return read_repository(Path(root), descriptor.project.forge, entries)
