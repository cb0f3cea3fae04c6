"""Names of jobs as `needs` may write them: also one copy of a job that `parallel` copies.

Source: gitlabhq/gitlabhq doc/ci/yaml/_index.md (needs:parallel:matrix).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.gitlab.syntax.model import Job


def job_named(name: str, jobs: Mapping[str, Job]) -> Job | None:
    """The job called `name`, or the one that ``name: [value]`` or ``name 1/2`` is a copy of."""
    found = jobs.get(name)
    if found is not None:
        return found
    base = name.partition(": [")[0] if name.endswith("]") else name.rpartition(" ")[0]
    copied = jobs.get(base)
    return copied if copied is not None and copied.copies else None
