from __future__ import annotations

import os
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sample_site import SAMPLE, WORKFLOW

from runbook.output.folder import write_folder
from runbook.site.builders import DEFAULT, load_builder
from runbook.site.write import build_site, site_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chromium import Page

pytestmark = pytest.mark.browser

ACCESSIBLE = Path(__file__).with_name("accessible.js").read_text()
AXE = os.environ.get("RUNBOOK_AXE", "")  # axe.min.js of the npm package axe-core
SIZES = {"wide": 1280, "narrow": 390}
PAGES = ("index.html", "setup.html")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    write_folder(out / "site", build_site(site_files(SAMPLE), out / "work", load_builder(DEFAULT)))
    return out / "site"


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    handler = partial(SilentHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


class SilentHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opened_as_a_file_asks_nothing_of_the_network(
    page: Page, site: Path, name: str
) -> None:
    page.open(site / name)
    page.wait("document.querySelector('[data-md-component=search-query]')")
    assert {url.partition(":")[0] for url in page.requests()} <= {"data", "file"}
    assert page.troubles() == []


SEARCH = "document.querySelector('.md-search-result__item')?.innerText"


def search(page: Page, word: str) -> str:
    """Type a word into the search field as a reader would, and read the first result."""
    page.ask(f"""(() => {{
        const field = document.querySelector("[data-md-component=search-query]");
        field.focus();
        field.value = "{word}";
        field.dispatchEvent(new Event("input", {{bubbles: true}}));
        field.dispatchEvent(new KeyboardEvent("keyup", {{bubbles: true}}));
    }})()""")
    return str(page.wait(SEARCH))


def test_search_finds_words_in_a_page_opened_as_a_file(page: Page, site: Path) -> None:
    page.open(site / "index.html")
    assert "quokka" in search(page, "quokka")
    assert page.troubles() == []


def test_search_finds_words_in_a_served_page(page: Page, served: str) -> None:
    page.open(f"{served}index.html")
    assert "quokka" in search(page, "quokka")
    assert {url.partition("/")[0] for url in page.requests() if url.startswith("http")} == {"http:"}


TICKED = "[...document.querySelectorAll('article input[type=checkbox]')].map((box) => box.checked)"


def test_ticks_stay_and_measured_items_are_not_the_readers(page: Page, site: Path) -> None:
    page.open(site / "index.html")
    assert page.ask(TICKED) == [False, False, True]
    page.ask("document.querySelectorAll('article input[type=checkbox]').forEach((b) => b.click())")
    page.ask("document.querySelectorAll('article input[type=checkbox]')[1].click()")
    page.open(site / "index.html")
    assert page.ask(TICKED) == [True, False, True]


def test_a_value_is_copied(page: Page, site: Path) -> None:
    page.open(site / "index.html")
    page.ask("navigator.clipboard.writeText = (text) => { window.copied = text; }")
    page.ask("document.querySelector('.runbook-copy').click()")
    assert page.wait("window.copied") == "environment-name"
    assert page.wait("document.querySelector('.runbook-copy').textContent") == "Copied"


def test_code_reads_as_it_was_written(page: Page, site: Path) -> None:
    page.open(site / "index.html")
    assert page.ask("document.querySelector('pre > code').textContent") == WORKFLOW


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_colours_follow_the_readers_system(page: Page, site: Path, dark: bool) -> None:
    page.look(dark=dark)
    page.open(site / "index.html")
    scheme = page.wait("document.body.dataset.mdColorScheme")
    assert scheme == ("slate" if dark else "default")


@pytest.mark.parametrize("width", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_window(page: Page, site: Path, name: str, width: int) -> None:
    page.look(width)
    page.open(site / name)
    assert page.ask("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_for_everybody(page: Page, site: Path, name: str, dark: bool, width: int) -> None:
    page.look(width, dark=dark)
    page.open(site / name)
    assert page.ask(ACCESSIBLE) == []


@pytest.mark.skipif(not AXE, reason="RUNBOOK_AXE names no axe.min.js (npm package axe-core)")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, site: Path, name: str, dark: bool) -> None:
    page.look(dark=dark)
    page.open(site / name)
    page.ask(f"{Path(AXE).read_text()}; 1")
    assert page.ask("axe.run().then((run) => run.violations.map((found) => found.id))") == []


def test_paper_shows_every_tab(page: Page, site: Path) -> None:
    page.open(site / "index.html")
    page._call("Emulation.setEmulatedMedia", media="print")
    shown = "[...document.querySelectorAll('.tabbed-block')].map((b) => b.offsetHeight > 0)"
    assert page.ask(shown) == [True, True]
