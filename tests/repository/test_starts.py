from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.forges.github.semantics.filters import selects
from runbook.forges.github.syntax.read import read_workflow
from runbook.model.found import Start
from runbook.repository.starts import MAX_CIRCUMSTANCES, circumstances, starts
from runbook.repository.starts_samples import branch_samples, instances, literals_of, tag_samples


def reached(
    on: str, *, literals: str = "", default: str | None = "main", keep: str = ""
) -> tuple[Start, ...]:
    """The starts of `on` when those refs reach an upload that begin with `keep`."""
    workflow = read_workflow(f"on: {on}\njobs: {{}}\n", "w.yml")
    found = circumstances(workflow, literals_of(literals), default)
    return starts(workflow, [item for item in found if item.ref.startswith(keep)])


TAGS, HEADS = "refs/tags/", "refs/heads/"
CASES = {
    "all": ("push", "", "", (Start("push"),)),
    "tags by if": ("push", "", TAGS, (Start("push", ("**",), by_if=True),)),
    "some tags by if": ("push", "'refs/tags/v'", TAGS + "v", (Start("push", ("v*",), by_if=True),)),
    "a branch by if": (
        "push",
        "'refs/heads/x'",
        HEADS + "x",
        (Start("push", (), ("x", "x*"), by_if=True),),
    ),
    "the default branch by if": (
        "push",
        "",
        HEADS + "main",
        (Start("push", (), ("main",), by_if=True),),
    ),
    "tags": ("{push: {tags: [v*]}}", "", "", (Start("push", ("v*",)),)),
    "no tags": ("{push: {tags: [v*]}}", "", HEADS, ()),
    "both": ("{push: {tags: [v*], branches: [m]}}", "", "", (Start("push", ("v*",), ("m",)),)),
    "one of both": ("{push: {tags: [v*], branches: [m]}}", "", HEADS, (Start("push", (), ("m",)),)),
    "ignored": ("{push: {tags-ignore: [x*]}}", "", "", (Start("push", ("**", "!x*")),)),
    "negative": (
        "{push: {tags: [v*, '!v*-rc*']}}",
        "'-rc'",
        "",
        (Start("push", ("v*", "!v*-rc*")),),
    ),
    "release": (
        "{release: {types: [published]}}",
        "",
        "",
        (Start("release", types=("published",)),),
    ),
    "any release": ("release", "", "", (Start("release"),)),
    "pulls": (
        "{pull_request: {types: [closed], branches: [m]}}",
        "",
        "",
        (Start("pull_request", (), ("m",), ("closed",)),),
    ),
    "schedule": ("{schedule: [{cron: '0 1 * * *'}]}", "", HEADS, (Start("schedule"),)),
    "dispatch": ("workflow_dispatch", "", HEADS, (Start("workflow_dispatch"),)),
    "dispatch of a tag, alone": ("workflow_dispatch", "", TAGS, (Start("workflow_dispatch"),)),
    "dispatch of a tag": ("[workflow_dispatch, issues]", "", TAGS, ()),
    "only called": ("workflow_call", "", "", ()),
    "create": ("create", "", "", (Start("create"),)),
}


@pytest.mark.parametrize(("on", "literals", "keep", "expected"), CASES.values(), ids=CASES)
def test_starts(on: str, literals: str, keep: str, expected: tuple[Start, ...]) -> None:
    assert reached(on, literals=literals, keep=keep) == expected


def test_a_dispatch_of_a_tag_can_be_meant() -> None:
    workflow = read_workflow("on: [workflow_dispatch, issues]\njobs: {}\n", "w.yml")
    tags = [item for item in circumstances(workflow, (), None) if item.is_tag]
    meant = "github.event_name == 'workflow_dispatch' && github.ref_type == 'tag'"
    assert starts(workflow, tags, [meant]) == (Start("workflow_dispatch"),)
    assert starts(workflow, tags, [meant.replace("&&", "||")]) == ()


def test_samples_are_bounded() -> None:
    patterns = ", ".join(f"'{letter}{number}*'" for letter in "abc" for number in range(90))
    workflow = read_workflow(f"on: {{push: {{tags: [{patterns}]}}}}\njobs: {{}}\n", "w.yml")
    assert len(circumstances(workflow, (), None)) == MAX_CIRCUMSTANCES


def test_every_usual_branch_is_tried_when_the_default_is_not_known() -> None:
    names = {sample.name for sample in branch_samples((), (), None)}
    assert names >= {"main", "master"}


@pytest.mark.parametrize(
    "pattern", ["v*", "v[0-9]+.[0-9]+.[0-9]+", "**", "**/x", "a?b", r"v\*", "x+"]
)
def test_instances_fit(pattern: str) -> None:
    assert any(selects([pattern], name) for name in instances(pattern, ("1.2.3", "x")))


@given(
    st.lists(st.text("v*?[]0-9!\\/.a", max_size=12), max_size=4),
    st.text("'refs/tags/-v ", max_size=40),
)
def test_samples_never_fail(patterns: list[str], text: str) -> None:
    literals = literals_of(text)
    for sample in (
        *tag_samples(tuple(patterns), literals),
        *branch_samples(tuple(patterns), literals, None),
    ):
        assert sample.ref.startswith("refs/")
