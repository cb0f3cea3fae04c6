"""What would change in the repository's own file."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runbook.repository.model import Repository


def difference(repository: Repository | None, path: str, wanted: str) -> str | None:
    """A unified diff from the file as it is to `wanted`.

    None when nobody looked, or the file is not there; "" when it says the same already.
    """
    if repository is None:
        return None
    texts = {item.path: item.text for item in repository.workflows}
    texts |= {f"{name}/action.yml": item.text for name, item in repository.actions.items()}
    if path not in texts:
        return None
    lines = difflib.unified_diff(
        texts[path].splitlines(), wanted.splitlines(), f"a/{path}", f"b/{path}", lineterm="", n=2
    )
    return "".join(f"{line}\n" for line in lines)
