"""The one place where an ``mkdocs.yml`` is made, for every site and for every builder.

Nothing in it makes a page ask the network: no web fonts, no remote scripts, no repository facts.
Search works on pages opened as files, which needs the offline plugin and plain file addresses.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from runbook.site.extensions import MARKDOWN_EXTENSIONS, TECHDOCS_EXTENSIONS
from runbook.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.site.compiled import NavItem
    from runbook.site.extensions import Data, Extensions

STYLE = "assets/runbook.css"
SCRIPT = "assets/runbook.js"
# The offline plugin adds a script from the network unless one of this name is configured.
WORKER = "assets/iframe-worker.js"

_FEATURES = (
    "content.code.copy",
    "content.tabs.link",
    "navigation.footer",
    "navigation.indexes",
    "navigation.prune",
    "navigation.sections",
    "navigation.top",
    "search.highlight",
    "search.suggest",
    "toc.follow",
)
_CHECKS = ("omitted_files", "not_found", "absolute_links", "unrecognized_links", "anchors")


def site_config(
    title: str, nav: Iterable[NavItem], *, docs_dir: str = "docs", site_dir: str = "site"
) -> str:
    """The text of the ``mkdocs.yml`` of a site called `title`.

    Material writes titles into pages unescaped, so they are escaped here.
    """
    return _text(
        {
            "site_name": _title(title),
            "docs_dir": docs_dir,
            "site_dir": site_dir,
            "use_directory_urls": False,
            "edit_uri": "",
            "theme": _theme(),
            "plugins": ["search", "offline"],
            "extra": {"generator": False, "polyfills": [WORKER]},
            "extra_css": [STYLE],
            "extra_javascript": [SCRIPT],
            "markdown_extensions": _extensions(MARKDOWN_EXTENSIONS),
            **_checked(nav),
        }
    )


def techdocs_config(title: str, summary: str, nav: Iterable[NavItem]) -> str:
    """The text of the ``mkdocs.yml`` of a site called `title` in Backstage.

    Its plugin sets the extensions, search and most of the theme. No style or script is named: the
    reader of TechDocs takes all of them out but the theme's own sheet. Without `edit_uri` it would
    add a link that edits pages which are generated. Facts: backstage/backstage,
    plugins/techdocs/src/reader/transformers/html and plugins/techdocs-node/src/stages/generate.
    """
    return _text(
        {
            "site_name": _title(title),
            "site_description": _title(summary),
            "edit_uri": "",
            "theme": {"name": "material", "font": False},
            "plugins": ["techdocs-core"],
            "markdown_extensions": _extensions(TECHDOCS_EXTENSIONS),
            **_checked(nav),
        }
    )


def _text(config: dict[str, Data]) -> str:
    import yaml  # noqa: PLC0415 - start-up

    note = "# Written by runbook build; changes belong into the descriptor.\n"
    return note + yaml.safe_dump(config, sort_keys=False, allow_unicode=True, width=100)


def _checked(nav: Iterable[NavItem]) -> dict[str, Data]:
    """The navigation, and a warning for everything that leads nowhere."""
    return {
        "validation": {
            "nav": dict.fromkeys(_CHECKS[:3], "warn"),
            "links": dict.fromkeys(_CHECKS[1:], "warn"),
        },
        "nav": [nav_entry(item) for item in nav],
    }


def _theme() -> Data:
    schemes = [
        ("(prefers-color-scheme)", "default", "brightness-auto", "Use the light colours"),
        ("(prefers-color-scheme: light)", "default", "brightness-7", "Use the dark colours"),
        ("(prefers-color-scheme: dark)", "slate", "brightness-4", "Use the system's colours"),
    ]
    palette: list[Data] = [
        {
            "media": media,
            "scheme": scheme,
            "primary": "custom",
            "accent": "custom",
            "toggle": {"icon": f"material/{icon}", "name": name},
        }
        for media, scheme, icon, name in schemes
    ]
    return {
        "name": "material",
        "language": "en",
        "font": False,
        "icon": {"logo": "material/book-open-page-variant"},
        "features": list(_FEATURES),
        "palette": palette,
    }


def _extensions(chosen: Extensions) -> Data:
    return [{name: {**options}} if options else name for name, options in chosen.items()]


def nav_entry(item: NavItem, folder: str = "") -> dict[str, Data]:
    """An entry of `nav:`, its paths below `folder`, which ends in a slash or is empty."""
    if item.path is not None:
        return {_title(item.title): folder + item.path}
    return {_title(item.title): [nav_entry(child, folder) for child in item.children]}


def _title(text: str) -> str:
    return html.escape(visible(text))
