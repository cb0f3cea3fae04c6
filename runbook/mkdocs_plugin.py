"""The MkDocs plugin ``runbook``: the pages of descriptors inside an existing site.

The pages are real files in a cache outside of ``docs_dir``, written only when they change, so
that ``mkdocs serve`` does not follow its own output.
"""

from __future__ import annotations

import logging
import os
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mkdocs.config import base, config_options
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from runbook.errors import InputError, RunbookError
from runbook.finding import Severity
from runbook.handbook.compile import compile_site
from runbook.output.folder import write_folder
from runbook.output.sources import lines_below
from runbook.output.text import TextFormat
from runbook.site.config import SCRIPT, nav_entry
from runbook.site.extensions import MARKDOWN_EXTENSIONS
from runbook.site.preview import folders, snapshot
from runbook.site.write import site_asset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from runbook.finding import Finding
    from runbook.site.extensions import Data

_LOG = logging.getLogger("mkdocs.plugins.runbook")
_ASSETS = ("assets/runbook-guest.css", SCRIPT)
_BEFORE_OTHERS = 100
# How the whole site looks: not ours to decide.
_OWN_LOOKS = frozenset({"toc"})
_T = TypeVar("_T")


class RunbookConfig(base.Config):  # type: ignore[no-untyped-call]  # untyped in MkDocs
    """The keys of the plugin; paths are relative to the ``mkdocs.yml``."""

    descriptors = config_options.ListOfItems(config_options.Type(str), default=["runbook.yaml"])
    """Descriptors, as paths or globs."""
    section = config_options.Type(str, default="Releasing")
    """The section of the navigation that gets the pages; made at the end where it is missing."""
    folder = config_options.Type(str, default="releasing")
    """Where the pages are in the site."""
    cache = config_options.Type(str, default=".cache/runbook")
    """Where the files are written."""


class RunbookPlugin(BasePlugin[RunbookConfig]):  # type: ignore[no-untyped-call]  # as above
    """Adds the pages of descriptors to a site."""

    def __init__(self) -> None:
        self._root = Path()
        self._descriptors: list[Path] = []
        self._files: dict[str, Path] = {}

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Compile the pages into the cache, and give them their place in the navigation."""
        self._root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        cache = self._cache(config)
        self._descriptors = self._found()
        compiled = _checked(partial(compile_site, self._descriptors))
        _warn(compiled.findings)
        files = {**compiled.files, **{path: site_asset(path) for path in _ASSETS}}
        ignored = {".gitignore": "*\n"}
        _checked(partial(write_folder, cache, {**files, **ignored}, force=True))
        self._files = {f"{self.config.folder}/{path}": cache / path for path in files}
        if config.nav is not None:
            entries = [nav_entry(item, f"{self.config.folder}/") for item in compiled.nav]
            _section(config.nav, self.config.section).extend(entries)
        _add_extensions(config)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages and their downloads."""
        for uri, path in self._files.items():
            if files.get_file_from_path(uri) is not None:
                message = f"{uri} stands in {config.docs_dir} already; give `folder` another name"
                raise PluginError(f"runbook: {message}")
            files.append(File.generated(config, uri, abs_src_path=str(path)))
        return files

    @event_priority(_BEFORE_OTHERS)
    def on_page_markdown(self, markdown: str, *, page: Page, **_: object) -> str:
        """Keep other plugins from reading ``${{ }}`` of a workflow as a template of theirs."""
        if page.file.src_uri in self._files:
            page.meta["render_macros"] = False
        return markdown

    def on_page_content(self, html: str, *, page: Page, **_: object) -> str:
        """Bring the styles and the script of our pages, to them alone."""
        if page.file.src_uri not in self._files:
            return html
        style, script = (
            get_relative_url(f"{self.config.folder}/{path}", page.url) for path in _ASSETS
        )
        return f'<link rel="stylesheet" href="{style}">\n{html}\n<script src="{script}"></script>'

    def on_serve(self, server: LiveReloadServer, **_: object) -> LiveReloadServer:
        """Follow everything the pages are made from."""
        for path in self._sources():
            server.watch(str(path))
        return server

    def _cache(self, config: MkDocsConfig) -> Path:
        cache = self._root / self.config.cache
        if cache.resolve().is_relative_to(Path(config.docs_dir).resolve()):
            message = f"the cache {cache} is inside docs_dir, so serve would never come to rest"
            raise PluginError(f"runbook: {message}; set `cache` to a folder outside")
        return cache

    def _found(self) -> list[Path]:
        found: dict[Path, None] = {}
        for pattern in self.config.descriptors:
            paths = sorted(self._root.glob(pattern))
            if not paths:
                raise PluginError(f"runbook: no descriptor fits {pattern!r} in {self._root}")
            found |= dict.fromkeys(Path(os.path.relpath(path)) for path in paths)
        return list(found)

    def _sources(self) -> list[Path]:
        """Folders where files may come and go, and single files outside of them."""
        whole = list(chain.from_iterable(map(folders, self._descriptors)))
        files = [Path(name) for name in snapshot(self._descriptors)]
        alone = [path for path in files if not any(map(path.is_relative_to, whole))]
        return [*alone, *(folder for folder in dict.fromkeys(whole) if folder.is_dir())]


def _checked(work: Callable[[], _T]) -> _T:
    """What `work` returns; its refusal as MkDocs shows one, without a traceback."""
    try:
        return work()
    except InputError as error:
        text = TextFormat(lines_below(Path())).problems(error.problems)
        raise PluginError(f"runbook:\n{text}") from error
    except RunbookError as error:
        hint = f"; {error.hint}" if error.hint else ""
        raise PluginError(f"runbook: {error.message}{hint}") from error


def _warn(findings: Iterable[Finding]) -> None:
    """Errors are warnings of the site, so that ``--strict`` stops at them."""
    for finding in findings:
        if finding.severity is Severity.ERROR:
            where = next((f"{item.span}: " for item in finding.locations if item.span), "")
            _LOG.warning("%s%s %s", where, finding.code, finding.message)


def _section(nav: list[Data], title: str) -> list[Data]:
    """The entries of the section called `title`, which is added where it is missing."""
    for item in nav:
        entries = item.get(title) if isinstance(item, dict) else None
        if isinstance(entries, list):
            return entries
    entries = []
    nav.append({title: entries})
    return entries


def _add_extensions(config: MkDocsConfig) -> None:
    """Switch on what our pages are written in, and leave alone what the site has set."""
    for name, options in MARKDOWN_EXTENSIONS.items():
        if name not in config.markdown_extensions and name not in _OWN_LOOKS:
            config.markdown_extensions.append(name)
            config.mdx_configs.setdefault(name, {**options})
