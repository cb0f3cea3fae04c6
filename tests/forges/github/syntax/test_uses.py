"""Every form of `uses`, and the comment behind it."""

from __future__ import annotations

import pytest

from runbook.forges.github.syntax.model import UsesKind
from runbook.forges.github.syntax.read import read_workflow
from runbook.forges.github.syntax.uses import parse_uses
from runbook.source import Position, Span

HERE = Span("x.yml", Position(1, 1), Position(1, 1))


@pytest.mark.parametrize(
    ("text", "where", "kind", "parts"),
    [
        ("actions/checkout@v7", "step", UsesKind.REMOTE, ("actions", "checkout", "", "v7")),
        ("A/b/c/d/@release/v1", "step", UsesKind.REMOTE, ("A", "b", "c/d", "release/v1")),
        (" a/b@v1 ", "step", UsesKind.REMOTE, ("a", "b", "", "v1")),
        ("./", "step", UsesKind.LOCAL, ("", "", "", "")),
        ("./a//b/../c/", "step", UsesKind.LOCAL, ("", "", "a/c", "")),
        (".//etc/passwd", "step", UsesKind.LOCAL, ("", "", "etc/passwd", "")),
        ("./../../etc", "step", UsesKind.LOCAL, ("", "", "../../etc", "")),
        ("$/a", "step", UsesKind.SELF, ("", "", "a", "")),
        ("docker://a/b:1", "step", UsesKind.DOCKER, ("", "", "a/b:1", "")),
        ("docker://", "step", UsesKind.INVALID, ("", "", "", "")),
        ("a/b/.github/workflows/x.yml@v1", "step", UsesKind.INVALID, None),
        ("a/b@v1@v2", "step", UsesKind.INVALID, None),
        ("/b@v1", "step", UsesKind.INVALID, None),
        ("../b@v1", "step", UsesKind.INVALID, None),
        ("a@v1", "step", UsesKind.INVALID, None),
        ("", "step", UsesKind.INVALID, None),
        ("a/${{ x }}@v1", "step", UsesKind.INVALID, None),
        (
            "./.github/workflows/x.yaml",
            "job",
            UsesKind.LOCAL,
            ("", "", ".github/workflows/x.yaml", ""),
        ),
        ("a/b/.github/workflows/x.yml@v1", "job", UsesKind.REMOTE, None),
        ("./.github/workflows/x.txt", "job", UsesKind.INVALID, None),
        ("./x.yml", "job", UsesKind.INVALID, None),
        ("docker://a", "job", UsesKind.INVALID, None),
    ],
)
def test_form(text: str, where: str, kind: UsesKind, parts: tuple[str, ...] | None) -> None:
    uses = parse_uses(text, HERE, where)
    assert uses.kind is kind
    if parts is not None:
        assert (uses.owner, uses.repo, uses.path, uses.ref) == parts


@pytest.mark.parametrize(
    ("text", "action"),
    [("A/B/Init@v1", "a/b/init"), ("./Path", "Path"), ("docker://X", "X")],
)
def test_the_name_of_a_remote_action_ignores_case(text: str, action: str) -> None:
    assert parse_uses(text, HERE, "step").action == action


@pytest.mark.parametrize(
    ("line", "comment"),
    [
        ("a/b@v1 # v1.2", "v1.2"),
        ("a/b@v1\t#v1.2 ", "v1.2"),
        ('"a/b@v1" # v1', "v1"),
        ("a/b@v1#v1", ""),
        ("a/b@v1", ""),
        ("a/b@v1 #", ""),
        ("ä/b@v1 # ö", "ö"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_comment_behind_it(line: str, comment: str, end: str) -> None:
    lines = ["on: push", "jobs: {a: {runs-on: x, steps: [{", f"uses: {line}", "}]}}"]
    text = (end or "\n").join(lines) + end
    step = read_workflow(text, "x.yml").jobs["a"].steps[0]
    assert step.uses.comment == comment
