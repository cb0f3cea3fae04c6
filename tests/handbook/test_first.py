"""First publications across a handbook, and its pages that every site has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.case import Case
from runbook.descriptor.load import parse_descriptor
from runbook.handbook.compile import compile_cases
from runbook.pages.render import Renderer
from runbook.plan import make_plan

if TYPE_CHECKING:
    from runbook.site.compiled import CompiledSite

TEXT = """\
runbook: 1
owner: acme
repo: {repo}
workflows: {{release.yml: {{releases: {{production: {{by: tag, tags: ["v*"]}}}}}}}}
environments: {{pypi: {{tags: ["v*"]}}}}
registries:
  - {{registry: pypi, package: {repo}, workflow: release.yml, environment: pypi, first: {first}}}
"""


def handbook(*repos: str, first: bool = True) -> CompiledSite:
    texts = [TEXT.format(repo=repo, first=str(first).lower()) for repo in repos]
    plans = [make_plan(parse_descriptor(text, "runbook.yaml")) for text in texts]
    return compile_cases([Case(plan, "2026-11-21") for plan in plans], Renderer())


def titles(site: CompiledSite) -> list[str]:
    return [item.title for item in site.nav]


def test_the_batches_of_all_projects_are_on_one_page() -> None:
    site = handbook("a", "b", "c", "d")
    page = str(site.files["first.md"])
    assert "That makes 2 batches" in page
    assert "| 1 | [acme/a](a/first.md) | `a` |" in page
    assert "| 2 | [acme/d](d/first.md) | `d` |" in page
    assert "a/first.md" in site.files
    assert titles(site)[:2] == ["Handbook", "First publications"]


def test_without_new_packages_there_is_no_such_page() -> None:
    site = handbook("a", "b", first=False)
    assert "first.md" not in site.files
    assert "a/first.md" not in site.files
    assert "First publications" not in titles(site)


def test_every_site_compares_the_registries() -> None:
    for site in (handbook("a"), handbook("a", "b")):
        assert "| PyPI |" in str(site.files["registries.md"])
        assert titles(site)[-1] == "Registries compared"
