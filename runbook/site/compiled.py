"""What compiling descriptors hands to the site: pages, downloads, their order, the findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.finding import Finding
    from runbook.model.forge import Project


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the navigation: a page by its `path`, or a section with `children`."""

    title: str
    path: str | None = None
    children: tuple[NavItem, ...] = ()


@dataclass(frozen=True, slots=True)
class CompiledSite:
    """The content of a site, before any builder sees it.

    `files` are pages (``.md``) and downloads, by their path below the documents folder;
    `summary` is one sentence about all of it, and `about` says on one line what a page holds, by
    its path; `findings` are those of all `projects`.
    """

    title: str
    nav: tuple[NavItem, ...]
    files: Mapping[str, str | bytes]
    findings: tuple[Finding, ...] = ()
    projects: tuple[Project, ...] = ()
    summary: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
