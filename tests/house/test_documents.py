"""What this project's documents say of its code is made from the code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from house.blocks import BLOCKS, filled

if TYPE_CHECKING:
    from goldens import Goldens

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    path
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("site/**/*.md")))
    if "<!-- made: " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_blocks_of_a_document_are_up_to_date(path: Path, golden: Goldens) -> None:
    golden.check(path, filled(path.read_text(encoding="utf-8")))


def test_every_block_is_shown_somewhere() -> None:
    shown = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert [name for name in BLOCKS if f"<!-- made: {name} -->" not in shown] == []
