"""The files of a compiled site, and the HTML that a builder makes of them.

A folder holds ``mkdocs.yml`` and ``docs/`` (real, plain Markdown for any builder), and ``site/``
(the HTML, each page's Markdown beside it). Both parts have their own list of files, so either can
be made again alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import RefusedError
from runbook.output.atomic import write_file
from runbook.output.folder import write_folder
from runbook.pages.roots import template_roots
from runbook.site.config import SCRIPT, STYLE, WORKER, site_config
from runbook.site.llms import LLMS, llms_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runbook.site.builders.base import Builder
    from runbook.site.compiled import CompiledSite

CONFIG = "mkdocs.yml"
DOCS = "docs"
SITE = "site"


def site_files(compiled: CompiledSite) -> dict[str, str | bytes]:
    """The sources of the site: configuration, pages, downloads, and the assets they need."""
    documents = {**compiled.files, LLMS: llms_text(compiled), **site_assets()}
    config = site_config(compiled.title, compiled.nav, docs_dir=DOCS, site_dir=SITE)
    return {CONFIG: config, **{f"{DOCS}/{path}": text for path, text in documents.items()}}


def site_assets() -> dict[str, bytes]:
    """The styles and scripts that `site_config` names, by their path in the documents folder."""
    return {path: site_asset(path) for path in (STYLE, SCRIPT, WORKER)}


def site_asset(path: str) -> bytes:
    """The style or script at `path` in the templates."""
    return next(file for root in template_roots() if (file := root / path).is_file()).read_bytes()


def build_site(
    sources: Mapping[str, str | bytes], work: Path, builder: Builder
) -> dict[str, str | bytes]:
    """The files of the HTML of `sources`, made for `builder`; it is built below `work`.

    Raises:
        BuildError: the builder failed or warned.
    """
    place = work / "build"
    write_folder(place, sources)
    builder.build(place / CONFIG)
    return {**_markdown(sources), **read_folder(place / SITE)}


def _markdown(sources: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """The pages as they were written, for the links of ``llms.txt``; nothing without one."""
    if f"{DOCS}/{LLMS}" not in sources:
        return {}
    pages = {path.removeprefix(f"{DOCS}/"): text for path, text in sources.items()}
    return {path: text for path, text in pages.items() if path.endswith(".md")}


def plant(out: Path, seeds: Mapping[str, str]) -> tuple[str, ...]:
    """Write those of `seeds` that are missing in `out`; the paths written.

    A seed is for people to complete, so one that stands there is theirs: it is on no list of
    ours, and neither overwritten nor removed.

    Raises:
        RefusedError: the system does not let us write.
    """
    return tuple(path for path, text in seeds.items() if _planted(out / path, text))


def _planted(target: Path, text: str) -> bool:
    if target.exists() or target.is_symlink():
        return False
    try:
        return write_file(target, text)
    except OSError as error:
        raise RefusedError(f"cannot write {target}: {error.strerror}") from error


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files below `folder`, by their path relative to it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
