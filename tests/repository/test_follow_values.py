from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from found_checkouts import workflow, written

from runbook.forges.github.semantics.expressions.values import UNKNOWN_VALUE, Values
from runbook.forges.github.syntax.model import Input
from runbook.repository.follow_values import as_texts, input_values, typed
from runbook.repository.publish import publications
from runbook.source import Position, Span

if TYPE_CHECKING:
    from pathlib import Path

HERE = Span("a.yml", Position(1, 1), Position(1, 1))
FILE = ".github/workflows/ship.yml"
PYPI = "{uses: pypa/gh-action-pypi-publish@release/v1}"


def test_what_a_person_can_enter() -> None:
    inputs = [
        Input("dry", HERE, type="boolean"),
        Input("where", HERE, type="choice", options=("pypi", "testpypi")),
        Input("note", HERE),
    ]
    values = input_values(inputs)
    assert values == {
        "dry": Values((True, False)),
        "where": Values(("pypi", "testpypi")),
        "note": UNKNOWN_VALUE,
    }
    assert as_texts(values)["dry"] == Values(("true", "false"))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("boolean", (True, False, "x", 1)), ("string", ("True", "false", "x", 1))],
)
def test_a_boolean_input_turns_texts_into_truths(kind: str, expected: tuple[object, ...]) -> None:
    assert typed(Values(("True", "false", "x", 1)), kind) == Values(expected)


BROKEN = "${{ nothing( }}"
ENVIRONMENTS = {
    "written out": ("pypi", ("pypi",), True),
    "one of two": ("${{ github.ref_type == 'tag' && 'pypi' || '' }}", ("pypi",), True),
    "a repository's variable": ("${{ vars.WHERE }}", (), False),
    "a broken expression": (f"{BROKEN}", (), False),
    "text around a broken one": (f"a-{BROKEN}", (), False),
}


@pytest.mark.parametrize(("name", "values", "complete"), ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_names_of_environments(
    name: str, values: tuple[str, ...], complete: bool, tmp_path: Path
) -> None:
    job = f'    environment: "{name}"\n'
    (found,) = publications(written(tmp_path, {FILE: workflow(PYPI, job=job)}))
    assert (found.environment.values, found.environment.complete) == (values, complete)


def test_a_broken_expression_never_hides_an_upload(tmp_path: Path) -> None:
    step = f"{{run: 'twine upload {BROKEN} dist/*', if: \"{BROKEN}\"}}"
    (found,) = publications(written(tmp_path, {FILE: workflow(step)}))
    assert found.registry == "pypi"
