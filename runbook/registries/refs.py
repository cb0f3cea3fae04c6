"""What registries read out of compound claims: file names, paths, names of projects.

The registries use greedy regular expressions for it; these are the same answers in linear time.
Source: pypi/warehouse warehouse/oidc/models/{github,gitlab}.py, rust-lang/crates.io
crates/crates_io_trustpub/src/{github,gitlab}/workflows.rs@57fa000.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.origin import UNKNOWN, Unset

if TYPE_CHECKING:
    from collections.abc import Callable

_SUFFIXES = (".yml@", ".yaml@")


def workflow_file(ref: str, *, ref_required: bool) -> str | None:
    """The file of ``owner/repo/.github/workflows/FILE@REF``; None when there is none.

    With `ref_required` something must follow the ``@``.
    """
    text = ref.removesuffix("@") if ref_required else ref
    found = ((segment, _file_end(segment)) for segment in text.split("/"))
    return next((segment[:end] for segment, end in found if end), None)


def pipeline_path(uri: str, *, to_last_at: bool = False) -> str | None:
    """The path in GitLab's ``HOST/GROUP/PROJECT//PATH@REF``; None when there is none.

    It ends where ``.yml@`` last stands, or with `to_last_at` at the last ``@`` of all.
    """
    _, separator, rest = uri.partition("//")
    end = rest.rfind("@") if to_last_at else _file_end(rest)
    path = rest[: max(end, 0)] if separator else ""
    file = path.rpartition("/")[2]
    return path if file.endswith((".yml", ".yaml")) and file not in {".yml", ".yaml"} else None


def split_repository(repository: str) -> tuple[str, str] | None:
    """``owner/name`` at the first slash; None without one."""
    owner, separator, name = repository.partition("/")
    return (owner, name) if separator else None


def split_project(path: str) -> tuple[str, str] | None:
    """``group/subgroup/project`` at the last slash; None without one."""
    namespace, separator, project = path.rpartition("/")
    return (namespace, project) if separator else None


def known_parts(
    value: str | None, split: Callable[[str], tuple[str, str] | None]
) -> tuple[str | Unset, str | Unset]:
    """What `split` makes of a claim; UNKNOWN where that is not known or cannot be split."""
    return (split(value) if value else None) or (UNKNOWN, UNKNOWN)


def _file_end(text: str) -> int:
    """Where the longest ``x.yml`` that an ``@`` follows ends; 0 when there is none."""
    ends = [at + len(s) - 1 for s in _SUFFIXES if (at := text.rfind(s)) > 0]
    return max(ends, default=0)
