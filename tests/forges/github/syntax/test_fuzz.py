"""Nearly right workflows and actions are read or refused, never anything else."""

from __future__ import annotations

from pathlib import Path

from mutations import COUNT, shapes, texts

from runbook.errors import InputError
from runbook.forges.github.syntax.read import read_action, read_workflow
from runbook.source import parse_yaml, to_python

SEEDS = [path.read_text() for path in sorted(Path(__file__).parent.glob("*/*.yml"))]


def test_fuzz_texts() -> None:
    taken = refused = 0
    for text in texts(SEEDS):
        for read in (read_workflow, read_action):
            try:
                assert read(text, "x.yml").text == text
            except InputError as error:
                refused += all(problem.span is not None for problem in error.problems)
                continue
            taken += 1
    assert taken + refused == 2 * COUNT
    assert refused
    assert taken


def test_fuzz_shapes() -> None:
    """JSON is YAML: whatever its shape, it is read, and odd shapes are reported."""
    seeds = [to_python(parse_yaml(text, "x.yml").root) for text in SEEDS if "!v" not in text]
    reported = 0
    for text in shapes(seeds):
        workflow = read_workflow(text, "x.yml")
        read_action(text, "action.yml")
        reported += bool(workflow.problems)
        assert all(problem.span is not None for problem in workflow.problems)
    assert reported > COUNT / 10
