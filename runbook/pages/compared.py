"""One page that sets all registries side by side, for every site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.pages.views.compared import compared

if TYPE_CHECKING:
    from runbook.pages.render import Renderer


def compared_page(renderer: Renderer, as_of: str) -> str:
    """The Markdown of the page; every registry of the catalog, whether it is used or not."""
    return str(renderer("pages/registries.md.j2", tables=compared(as_of), as_of=as_of))
