from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from runbook.descriptor.load import parse_descriptor
from runbook.descriptor.words import registry_ids
from runbook.errors import InputError
from runbook.output.text import TextFormat
from runbook.text import one_of

if TYPE_CHECKING:
    from goldens import Goldens

CASES = sorted((Path(__file__).parent / "errors").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_errors_read_like_a_compilers(case: Path, golden: Goldens) -> None:
    source = (case / "runbook.yaml").read_text(encoding="utf-8")
    with pytest.raises(InputError) as caught:
        parse_descriptor(source, "runbook.yaml")
    text = TextFormat(lambda _: source.split("\n")).problems(caught.value.problems)
    # A new registry is files only: no golden text names them all.
    text = text.replace(one_of(registry_ids(), 40), "(the ids of all registries)")
    golden.check(case / "expected.txt", text)
