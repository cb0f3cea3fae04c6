"""What the build of our own site does beside MkDocs: each page's Markdown goes beside its HTML.

``llms.txt`` links to it; `runbook build` does the same for the sites it builds.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


def on_post_build(config: MkDocsConfig) -> None:
    """Copy the pages as they were written."""
    docs = Path(config.docs_dir)
    for page in docs.rglob("*.md"):
        shutil.copyfile(page, Path(config.site_dir) / page.relative_to(docs))
