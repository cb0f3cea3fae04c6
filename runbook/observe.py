"""What there is to see beside a descriptor: its repository, records and live settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.case import Case
from runbook.descriptor.load import load_descriptor
from runbook.plan import make_plan
from runbook.records.read import NAME, read_records
from runbook.registries.catalog import catalog_version
from runbook.repository.read import read_repository

if TYPE_CHECKING:
    from pathlib import Path

    from runbook.repository.model import Repository


def case_of(path: Path, as_of: str | None = None) -> Case:
    """The case of a descriptor and of the checkout it stands in.

    Raises:
        InputError: the descriptor cannot be read.
    """
    plan = make_plan(load_descriptor(path))
    recorded = path.resolve().parent / NAME
    return Case(
        plan=plan,
        as_of=as_of or catalog_version(),
        repository=_repository(path),
        records=read_records(recorded) if recorded.exists() else None,
    )


def _repository(descriptor: Path) -> Repository | None:
    """The checkout, when the descriptor's own folder is the root of one."""
    root = descriptor.resolve().parent
    is_root = (root / ".git").exists() or (root / ".github" / "workflows").is_dir()
    return read_repository(root) if is_root else None
