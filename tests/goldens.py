"""Texts that are compared with a file, and renewed on request."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import unified_diff
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Goldens:
    renew: bool
    differences: list[str] = field(default_factory=list)

    def check(self, path: Path, text: str) -> None:
        """`text` is what `path` holds; a missing file is a failure unless renewing."""
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old == text:
            return
        name = str(path)
        lines = unified_diff(old.splitlines(), text.splitlines(), name, name, lineterm="")
        difference = "\n".join(lines)
        if not self.renew:
            message = f"{name} differs; `pytest --renew` rewrites it\n{difference}"
            raise AssertionError(message)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.differences.append(difference)
