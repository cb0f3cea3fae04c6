"""Whatever a valid descriptor says, its pages are pages and nothing else."""

from __future__ import annotations

import os
from functools import cache
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import markdown
import pytest
from hypothesis import HealthCheck, event, given, settings
from strategies import consistent, valid

from runbook.case import Case
from runbook.descriptor.load import parse_descriptor
from runbook.finding import Severity
from runbook.handbook.compile import compile_cases
from runbook.model.forge import ForgeKind
from runbook.model.timeline import Result
from runbook.pages.render import Renderer
from runbook.plan import make_plan
from runbook.registries.catalog import catalog_version
from runbook.rules.ask import played
from runbook.site.extensions import MARKDOWN_EXTENSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.site.compiled import CompiledSite

pytestmark = pytest.mark.slow

MANY = settings(
    max_examples=int(os.environ.get("RUNBOOK_EXAMPLES", "25")),
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
TAGS = {
    *("p", "a", "code", "pre", "em", "strong", "h1", "h2", "h3", "ul", "ol", "li", "table"),
    *("thead", "tbody", "tr", "th", "td", "div", "span", "br", "hr", "details", "summary"),
    *("label", "input", "blockquote"),
}
ATTRIBUTES = {
    *("class", "id", "href", "title", "type", "checked", "disabled", "for", "name"),
    *("aria-label", "start", "style", "data-tabs"),
}
_REACHED = (Result.PUBLISHED, Result.WAITING, Result.UNKNOWN)
STYLES = {"text-align: left;", "text-align: right;", "text-align: center;", None}


@cache
def renderer() -> Renderer:
    return Renderer()


def case_of(text: str) -> Case:
    return Case(make_plan(parse_descriptor(text, "runbook.yaml")), catalog_version())


def compiled(text: str) -> CompiledSite:
    return compile_cases([case_of(text)], renderer())


class _Page(HTMLParser):
    """Collects what a page holds beyond words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()
        self.styles: set[str | None] = set()
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "href":
                self.addresses.add(value or "")
            if name == "style":
                self.styles.add(value)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def read(page: str) -> _Page:
    extensions = list(MARKDOWN_EXTENSIONS)
    options: Mapping[str, Mapping[str, object]] = MARKDOWN_EXTENSIONS
    found = _Page()
    found.feed(markdown.markdown(page, extensions=extensions, extension_configs=dict(options)))
    return found


@given(valid())
@MANY
def test_no_value_becomes_anything_but_words(text: str) -> None:
    for path, content in compiled(text).files.items():
        if not path.endswith(".md"):
            continue
        page = read(str(content))
        assert page.tags <= TAGS, path
        assert page.attributes <= ATTRIBUTES, path
        assert page.styles <= STYLES, path
        assert page.comments == [], path
        for address in page.addresses:
            assert address.startswith(("https://", "mailto:", "#")) or ":" not in address, path
            assert "javascript" not in address.lower().split("?")[0].split("/")[0]


@given(valid())
@MANY
def test_the_same_input_gives_the_same_bytes_in_safe_places(text: str) -> None:
    first, second = compiled(text), compiled(text)
    assert first == second
    for path in first.files:
        parts = PurePosixPath(path).parts
        assert not path.startswith("/")
        assert not {"..", "."} & set(parts)
        assert all(part.isprintable() and not part.startswith(".") for part in parts)


@given(consistent())
@MANY
def test_a_consistent_project_passes_its_own_rules_and_rehearsal(text: str) -> None:
    case = case_of(text)
    site = compile_cases([case], renderer())
    assert [item for item in site.findings if item.severity is Severity.ERROR] == []
    if case.plan.project.forge is not ForgeKind.GITHUB:
        event("not simulated yet")
        return
    for release in case.plan.releases:
        timeline = played(case, release)
        wanted = {case.world.key_of(item.key) for item in case.plan.of_release(release.name)}
        for ending in timeline.endings:
            if ending.publication in wanted:
                assert ending.result in _REACHED, (release.name, ending)
