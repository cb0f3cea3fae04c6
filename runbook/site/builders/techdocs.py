"""TechDocs, the documentation of Backstage: MkDocs with the plugin it builds everything with.

Backstage builds the site itself, from ``mkdocs.yml`` and ``docs/``; what is built here shows it
beforehand. ``catalog-info.yaml`` makes it known to the catalog.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind
from runbook.plan import slug_of
from runbook.site.builders.base import Builder
from runbook.site.config import techdocs_config
from runbook.site.write import CONFIG, DOCS
from runbook.text import visible

if TYPE_CHECKING:
    from runbook.model.forge import Project
    from runbook.site.compiled import CompiledSite

CATALOG = "catalog-info.yaml"
_HANDBOOK = "release-handbook"
_SUFFIX = "-runbook"
_LONGEST = 63
_DIGEST = 8
# The annotations that Backstage itself adds to what it reads from these forges, on any host.
# Source: backstage/backstage, plugins/catalog-backend/src/processors/
# AnnotateScmSlugEntityProcessor.ts.
_SLUG = {
    ForgeKind.GITHUB: "github.com/project-slug",
    ForgeKind.GITLAB: "gitlab.com/project-slug",
}
_NOTE = """\
# Written once by runbook build: it is yours now, and stays as you change it.
# Two values under spec are for you to put. To get the file as it was, delete it and build again.
"""
# Source: backstage.io/docs/features/software-catalog/descriptor-format, "Kind: Component": all
# three are required, any text is accepted as type and lifecycle.
_SPEC = """\
spec:
  type: documentation
  # experimental, production, deprecated, or a word of your own catalog
  lifecycle: unknown
  # the group or user of your catalog that answers for these pages, such as group:default/release
  owner: unknown
"""


def _sources(site: CompiledSite) -> dict[str, str | bytes]:
    config = techdocs_config(site.title, site.summary, site.nav)
    return {CONFIG: config, **{f"{DOCS}/{path}": text for path, text in site.files.items()}}


def _seeds(site: CompiledSite) -> dict[str, str]:
    return {CATALOG: catalog_info(site)}


def catalog_info(site: CompiledSite) -> str:
    """The text of the ``catalog-info.yaml``: one component that is nothing but documentation.

    It is a component of its own, for a project has one of its name already, and a name is there
    once. A handbook is one component too: it is built and owned as a whole.
    """
    import yaml  # noqa: PLC0415 - start-up

    alone = site.projects[0] if len(site.projects) == 1 else None
    annotations = {"backstage.io/techdocs-ref": "dir:."}
    if alone:
        annotations[_SLUG[alone.forge]] = visible(alone.full_name)
    entity = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {
            "name": entity_name(alone) if alone else _HANDBOOK,
            "title": f"{visible(site.title)}: releases" if alone else site.title,
            "description": visible(site.summary),
            "annotations": annotations,
        },
    }
    return _NOTE + yaml.safe_dump(entity, sort_keys=False, allow_unicode=True, width=100) + _SPEC


def entity_name(project: Project) -> str:
    """A name that Backstage accepts, told apart by a digest where it had to be cut.

    At most 63 letters and digits, single signs of ``-_.`` between them. Source:
    backstage.io/docs/features/software-catalog/descriptor-format, "name".
    """
    word = slug_of(project)
    room = _LONGEST - len(_SUFFIX)
    if len(word) > room:
        digest = hashlib.sha256(project.full_name.encode("utf-8", "surrogatepass")).hexdigest()
        word = f"{word[: room - _DIGEST - 1].rstrip('-')}-{digest[:_DIGEST]}"
    return word + _SUFFIX


BUILDER = Builder(
    modules=("mkdocs", "techdocs_core"),
    distributions=("mkdocs-techdocs-core",),
    sources=_sources,
    seeds=_seeds,
)
