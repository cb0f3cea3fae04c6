"""The compiled pages say everything the two hand-written guides said, put right.

The rows stand in ``tests/data/seed-coverage.yaml``. Pages are read as built HTML, because that is
what a reader sees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import markdown
import pytest
import yaml

from runbook.handbook.compile import compile_site
from runbook.observe import case_of
from runbook.rules.catalog import run
from runbook.site.extensions import MARKDOWN_EXTENSIONS

ROOT = Path(__file__).parents[2]
ROWS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (ROOT / "tests/data/seed-coverage.yaml").read_text(encoding="utf-8")
)
NUMBERS = {
    "quilt-mcp-server": [f"A{number}" for number in range(1, 18)],
    "market-data-source": [f"B{number}" for number in range(1, 15)],
}


@dataclass(frozen=True)
class Place:
    project: str
    row: str
    page: str
    heading: str
    value: str

    def __str__(self) -> str:
        return f"{self.row}-{self.page}-{self.heading}-{self.value[:30]}"


def places() -> list[Place]:
    return [
        Place(place.get("project", project), row["row"], place["page"], place["heading"], value)
        for project, rows in ROWS.items()
        for row in rows
        for place in (*row.get("kept", ()), *row.get("wrong", ()))
        for value in place["values"]
    ]


@dataclass
class Section:
    """What stands under one second-level heading: its text, and where its links lead."""

    words: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def says(self, value: str) -> bool:
        text = " ".join("".join(self.words).split())
        return " ".join(value.split()) in text or any(value in one for one in self.addresses)


class Sections(HTMLParser):
    """The sections of a page by the anchor of their heading; "" is what stands above the first."""

    def __init__(self) -> None:
        super().__init__()
        self.found = {"": Section()}
        self._now = self.found[""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "h2":
            self._now = self.found.setdefault(known.get("id") or "", Section())
        self._now.addresses.append(known.get("href") or "")
        self._space(tag)

    def handle_data(self, data: str) -> None:
        self._now.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._space(tag)

    def _space(self, tag: str) -> None:
        if tag in {"br", "td", "th", "li", "p", "tr", "h1", "h2"}:
            self._now.words.append(" ")


@cache
def pages(project: str) -> dict[str, str]:
    compiled = compile_site([ROOT / "examples" / project / "runbook.yaml"])
    return {path: text for path, text in compiled.files.items() if isinstance(text, str)}


@cache
def sections(project: str, page: str) -> dict[str, Section]:
    parser = Sections()
    options = {name: dict(given) for name, given in MARKDOWN_EXTENSIONS.items()}
    source = pages(project)[page]
    parser.feed(markdown.markdown(source, extensions=[*options], extension_configs=options))
    return parser.found


def says(place: Place, value: str) -> bool:
    return sections(place.project, place.page)[place.heading].says(value)


@pytest.mark.parametrize("place", places(), ids=str)
def test_the_page_says_it(place: Place) -> None:
    assert place.page in pages(place.project)
    assert place.heading in sections(place.project, place.page)
    assert says(place, place.value), sections(place.project, place.page)[place.heading].words


@pytest.mark.parametrize("place", places(), ids=str)
def test_a_changed_value_is_noticed(place: Place) -> None:
    middle = len(place.value) // 2
    assert not says(place, f"{place.value[:middle]}\N{SNOWMAN}{place.value[middle:]}")


@pytest.mark.parametrize("project", NUMBERS)
def test_every_row_is_there_once(project: str) -> None:
    assert [row["row"] for row in ROWS[project]] == NUMBERS[project]
    assert all(row.get("kept") or row.get("wrong") or row.get("pending") for row in ROWS[project])


@pytest.mark.parametrize(
    ("project", "value"),
    [
        pytest.param(project, value, id=f"{row['row']}-{value[:30]}")
        for project, rows in ROWS.items()
        for row in rows
        for value in row.get("absent", ())
    ],
)
def test_what_the_guide_made_up_stands_nowhere(project: str, value: str) -> None:
    assert [page for page, text in pages(project).items() if value in text] == []


@cache
def reported(folder: str) -> set[tuple[str, str]]:
    """Code and words (message and the value found) of every finding below the examples."""
    case = case_of(ROOT / "examples" / folder / "runbook.yaml")
    findings = (finding for item in run(case) for finding in item.findings)
    return {(finding.code, f"{finding.message} ({finding.found})") for finding in findings}


@pytest.mark.parametrize(
    ("project", "code", "words"),
    [
        pytest.param(project, fault["rule"], fault.get("reports", ""), id=f"{row['row']}-{at}")
        for project, rows in ROWS.items()
        for row in rows
        for at, fault in enumerate(row.get("wrong", ()))
    ],
)
def test_a_rule_reports_the_fault_and_not_its_repair(project: str, code: str, words: str) -> None:
    found = {one for one in reported(f"as-written/{project}") if one[0] == code and words in one[1]}
    assert found
    assert found.isdisjoint(reported(project))
