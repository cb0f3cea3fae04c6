"""``llms.txt`` and the Markdown beside the HTML."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hostile import HOSTILE
from markdown import markdown
from sample_site import SAMPLE, linked

from runbook.cli.main import run
from runbook.errors import ExitCode
from runbook.handbook.compile import compile_site
from runbook.pages.project import page_kinds
from runbook.site.builders import DEFAULT, load_builder
from runbook.site.compiled import CompiledSite, NavItem
from runbook.site.llms import LLMS, llms_text
from runbook.site.write import build_site, site_files
from runbook.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/runbook.yaml"))
_LONGEST = 90


def paths(items: Iterable[NavItem]) -> list[str]:
    return [path for item in items for path in (item.path or "", *paths(item.children)) if path]


@pytest.mark.parametrize("descriptors", [EXAMPLES[:1], EXAMPLES], ids=["project", "handbook"])
def test_every_page_is_in_it_once_with_a_word_on_it(descriptors: list[Path]) -> None:
    site = compile_site(descriptors)
    text = llms_text(site)
    assert text.startswith(f"# {site.title}\n\n> {site.summary}\n\n")
    assert sorted(linked(text)) == sorted(paths(site.nav))
    entries = [line for line in text.splitlines() if line.startswith("- ")]
    assert [line for line in entries if "): " not in line] == []


def test_sections_come_after_the_pages_that_are_in_none() -> None:
    pages, owners = NavItem("One", "one.md"), NavItem("Form", "a/form.md")
    nav = (pages, NavItem("A", None, (NavItem("B", None, (owners,)),)), NavItem("Two", "two.md"))
    site = CompiledSite("Demo", nav, {}, about={"one.md": "Of one thing"})
    assert llms_text(site).partition("HTML.\n\n")[2] == (
        "## Pages\n\n- [One](one.md): Of one thing\n- [Two](two.md)\n\n"
        "## A: B\n\n- [Form](a/form.md)\n"
    )


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_hostile_names_stay_text(text: str) -> None:
    title = text.strip() or "none"
    nav = (NavItem(title, "index.md"), NavItem(title, None, (NavItem(title, "a/b.md"),)))
    site = CompiledSite(title, nav, {}, summary=f"How {text} publishes.", about={"a/b.md": title})
    file = llms_text(site)
    assert linked(file) == ["index.md", "a/b.md"]
    starts = [line[:2] for line in file.splitlines() if line]
    assert starts == ["# ", "> ", "Ev", "##", "- ", "##", "- "]
    page = markdown(file)
    assert [html.unescape(words) for words in re.findall("<h1>(.*?)</h1>", page)] == [
        visible(title)
    ]
    assert set(re.findall("<([a-z0-9]+)", page)) == {
        *("h1", "h2", "blockquote", "p", "ul", "li", "a", "code"),
    }


@pytest.mark.parametrize("title", ["Optional", " optional "])
def test_no_project_is_taken_for_what_may_be_left_out(title: str) -> None:
    site = CompiledSite("Demo", (NavItem(title, None, (NavItem("A", "a.md"),)),), {})
    assert "## Project" in llms_text(site)


def test_every_kind_of_page_says_on_a_line_what_it_holds() -> None:
    for kind in page_kinds():
        assert 20 < len(kind.summary) <= _LONGEST, kind.id
        assert kind.summary[0].isupper(), kind.id
        assert not kind.summary.endswith("."), kind.id


@pytest.mark.slow
@pytest.mark.parametrize("builder", ["mkdocs", "properdocs", "zensical"])
def test_the_markdown_stands_beside_the_html(tmp_path: Path, builder: str) -> None:
    program = load_builder(builder)
    pytest.importorskip(program.modules[0])
    site = build_site(site_files(SAMPLE), tmp_path, program)
    paths = [*linked(_text(site[LLMS]))]
    assert paths
    for path in paths:
        assert site[path] == SAMPLE.files[path]
        assert path.replace(".md", ".html") in site


def _text(content: str | bytes) -> str:
    return content if isinstance(content, str) else content.decode()


@pytest.mark.slow
def test_the_search_knows_nothing_of_it(tmp_path: Path) -> None:
    site = build_site(site_files(SAMPLE), tmp_path, load_builder(DEFAULT))
    index = _text(site["search/search_index.js"])
    found = json.loads(index.partition("=")[2].strip().removesuffix(";"))
    locations = {item["location"].partition("#")[0] for item in found["docs"]}
    assert locations == {"index.html", "setup.html", "more/words.html"}


def test_pages_for_another_site_come_without_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = ["build", str(EXAMPLES[0]), "--pages-only", "--out", str(out)]
    assert run(command) == ExitCode.OK
    assert not (out / LLMS).exists()


def test_sources_without_it_get_no_markdown_beside(tmp_path: Path) -> None:
    sources = {path: text for path, text in site_files(SAMPLE).items() if LLMS not in path}
    assert "index.md" not in build_site(sources, tmp_path, load_builder(DEFAULT))
