"""``llms.txt``: what is on a site, for programs that read Markdown rather than HTML.

Its links are relative and lead to the pages' Markdown, which stands beside the HTML under the
same name. Source: llmstxt.org, the second version of August 2026.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.pages.markdown import link, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runbook.site.compiled import CompiledSite, NavItem

LLMS = "llms.txt"
_NOTE = "Every page is here as Markdown, and with `.html` in place of `.md` as HTML."
_SKIPPED = "optional"  # a section of this name may be left out by readers


def llms_text(site: CompiledSite) -> str:
    """The text of the file: title, summary, and every page of the navigation by its section."""
    parts = [f"# {sentence(site.title)}"]
    if site.summary:
        parts.append(f"> {sentence(site.summary)}")
    return "\n\n".join([*parts, _NOTE, *_sections("", site.nav, site.about)]) + "\n"


def _sections(title: str, items: Iterable[NavItem], about: Mapping[str, str]) -> Iterator[str]:
    """The pages among `items` as one list, then their sections, each named with those above it."""
    inner = list(items)
    entries = [_entry(item.title, item.path, about) for item in inner if item.path is not None]
    if entries:
        name = f"Project {title}" if title.strip().lower() == _SKIPPED else title
        yield f"## {sentence(name or 'Pages')}"
        yield "\n".join(entries)
    for item in inner:
        yield from _sections(
            f"{title}: {item.title}" if title else item.title, item.children, about
        )


def _entry(title: str, path: str, about: Mapping[str, str]) -> str:
    words = f": {sentence(about[path])}" if path in about else ""
    return f"- {link(sentence(title), path)}{words}"
