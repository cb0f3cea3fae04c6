"""``setup.cfg``: the metadata section. Source: setuptools.pypa.io, "Declarative config"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.repository.manifests.literal import literal_span
from runbook.repository.manifests.pyproject import PRIVATE
from runbook.repository.model import Manifest
from runbook.source import Position, Span

if TYPE_CHECKING:
    from configparser import SectionProxy

    from runbook.repository.checkout import Content

_COMPUTED = ("attr:", "file:")


def read_setup_cfg(content: Content) -> Manifest | None:
    """The project; None when there is no metadata section with a name.

    Raises:
        InputError: it is not an INI file.
    """
    from configparser import Error, RawConfigParser  # noqa: PLC0415 - start-up: few have one

    parser = RawConfigParser(strict=False)
    try:
        parser.read_string(content.text)
    except (Error, ValueError):
        start = Position(1, 1)
        problem = Problem("this is not an INI file", Span(content.path, start, start))
        raise InputError([problem]) from None
    if not parser.has_section("metadata"):
        return None
    metadata = parser["metadata"]
    name, version = _literal(metadata, "name"), _literal(metadata, "version")
    computed = {
        key for key in ("name", "version") if metadata.get(key) and not _literal(metadata, key)
    }
    if name is None and not computed:
        return None
    return Manifest(
        "setup.cfg",
        content.path,
        "pypi",
        name,
        version,
        private=PRIVATE in (metadata.get("classifiers") or metadata.get("classifier") or ""),
        repository_url=_literal(metadata, "url") or _literal(metadata, "home_page"),
        name_span=literal_span(content.text, content.path, "metadata.name", name),
        version_span=literal_span(content.text, content.path, "metadata.version", version),
        dynamic=frozenset(computed),
    )


def _literal(metadata: SectionProxy, key: str) -> str | None:
    value = (metadata.get(key) or "").strip()
    return value if value and not value.startswith(_COMPUTED) else None
