from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from runbook.errors import InputError
from runbook.observe import case_of
from runbook.pages.render import PageError, Renderer
from runbook.pages.roots import template_roots
from runbook.readme.document import Document
from runbook.readme.markers import Block, blocks_of

ROOT = Path(__file__).parents[2]
EXAMPLES = ("market-data-source", "quilt-mcp-server")


@cache
def document(example: str = EXAMPLES[0]) -> Document:
    return Document(case_of(ROOT / "examples" / example / "runbook.yaml"), Renderer())


def block(words: str) -> Block:
    (found,) = blocks_of(f"<!-- runbook:begin {words} -->\n<!-- runbook:end -->\n", "x.md")
    return found


def shown(words: str, example: str = EXAMPLES[0]) -> str:
    return document(example)(block(words))


def test_releasing_says_how_and_through_which_gate() -> None:
    text = shown("releasing")
    assert "**production** starts with a pushed tag matching `v*` (`publish.yml`)" in text
    assert "git push origin" in text
    assert "git push" not in shown("releasing commands=no")
    assert "**production**" not in shown("releasing release=rehearsal")


def test_publications_are_a_table() -> None:
    assert "| `quilt-mcp` | PyPI | `production` | `push.yml` |" in shown(
        "publications", EXAMPLES[1]
    )


def test_publisher_values_are_those_of_the_form() -> None:
    text = shown("publisher registry=pypi", EXAMPLES[1])
    assert "| Workflow name | `push.yml` |" in text
    assert "TestPyPI" not in text
    assert "TestPyPI" in shown("publisher package=quilt-mcp", EXAMPLES[1])


def test_environments_are_their_rules() -> None:
    text = shown("environments name=testpypi", EXAMPLES[1])
    assert text.splitlines()[2:] == ["| `testpypi` | nobody | tag `v*-dev-*` | – |"]  # noqa: RUF001 - a dash is meant


def test_a_checklist_holds_no_state() -> None:
    text = shown("checklist phase=set-up")
    assert "- [ ] Every release reaches the jobs that upload (`RB101`)" in text
    assert "done" not in text


def test_badges_lead_to_the_runs() -> None:
    assert shown("badges", EXAMPLES[1]).splitlines()[0] == (
        "[![Runs of push.yml](https://github.com/quiltdata/quilt-mcp-server/actions/workflows/"
        "push.yml/badge.svg)](https://github.com/quiltdata/quilt-mcp-server/actions/workflows/push.yml)"
    )


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_listed_block_is_plain_and_holds_no_date(example: str) -> None:
    found = document(example)
    names = [name.partition(" ")[0] for name, _ in found.names()]
    assert {"releasing", "release#release-by-tag", "setup"} <= set(names)
    for name in names:
        text = shown(name, example)
        assert text, name
        assert found.case.as_of not in text
        prose = re.sub(r"^( *>? *)(`{3,}).*?^\1\2$", "", text, flags=re.DOTALL | re.MULTILINE)
        assert not re.search(r"^!!!|^\?\?\?|^===|<span|\{ \.copy", prose, re.MULTILINE), name


def test_the_repository_and_the_records_are_not_looked_at(tmp_path: Path) -> None:
    source = ROOT / "examples/as-written" / EXAMPLES[0]
    (tmp_path / "runbook.yaml").write_bytes((source / "runbook.yaml").read_bytes())
    (tmp_path / ".git").mkdir()
    there, alone = (case_of(path / "runbook.yaml") for path in (source, tmp_path))
    assert there.repository is not None
    for words in ("checklist", "release#release-by-tag", "releasing"):
        texts = {Document(case, Renderer())(block(words)) for case in (there, alone)}
        assert len(texts) == 1, words


@pytest.mark.parametrize(
    ("words", "message", "expected"),
    [
        ("nothing", "there is no block nothing", "releasing"),
        ("release#nothing", "there is no block release#nothing", "releasing"),
        ("releasing x=1", "releasing has no option x", "release or commands"),
        ("releasing commands=maybe", "commands cannot be maybe", "yes or no"),
        ("setup x=1", "a page has no option x", "pages"),
        ("setup pages=/etc/", "pages cannot be /etc/", "a folder"),
        ("index", "there is no block index", "releasing"),
    ],
)
def test_an_unknown_block_or_option_is_named(words: str, message: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        shown(words)
    (problem,) = caught.value.problems
    assert str(problem.span) == "x.md:1:1"
    assert problem.message == message
    assert expected in (problem.expected or "")


@pytest.mark.parametrize(
    "marker", ["<!-- runbook:end -->", "<!-- runbook:begin a -->\n<!-- runbook:end -->"]
)
def test_a_template_cannot_write_markers(tmp_path: Path, marker: str) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks/badges.md.j2").write_text(marker)
    renderer = Renderer((tmp_path, *template_roots()))
    with pytest.raises(PageError, match="writes markers"):
        Document(document().case, renderer)(block("badges"))
