from __future__ import annotations

import pytest

from runbook.pages.compared import compared_page
from runbook.pages.render import Renderer
from runbook.pages.views.compared import Life, Trust, compared
from runbook.registries.catalog import all_registries, get

AS_OF = "2026-11-21"


def trust(registry: str) -> Trust:
    name = get(registry).data.name
    return next(row for row in compared(AS_OF).trust if row.name == name)


def life(registry: str, as_of: str = AS_OF) -> Life:
    name = get(registry).data.name
    return next(row for row in compared(as_of).life if row.name == name)


def test_every_registry_has_a_row_in_both_tables() -> None:
    page = compared_page(Renderer(), AS_OF)
    for registry in all_registries():
        assert page.count(f"\n| {registry.data.name} |") == 2


@pytest.mark.parametrize(
    ("registry", "forges", "workflow", "called", "token"),
    [
        ("pypi", "GitHub, GitLab", "exactly", "the called one", "15 minutes"),
        ("crates-io", "GitHub, GitLab", "exactly", "the calling one", "30 minutes"),
        ("jsr", "GitHub", "not compared", "not compared", "no exchange"),
        ("npm", "GitHub, GitLab", "exactly", "the calling one", "not documented"),
        ("dockerhub", "none", "", "", ""),
    ],
)
def test_what_is_trusted_comes_from_the_forms(
    registry: str, forges: str, workflow: str, called: str, token: str
) -> None:
    row = trust(registry)
    assert (row.forges, row.workflow, row.called, row.token) == (forges, workflow, called, token)


def test_a_difference_between_forges_is_told() -> None:
    assert trust("pypi").environment.splitlines() == [
        "GitHub: without regard to case (blank: any environment, or none)",
        "GitLab: exactly (blank: any environment, or none)",
    ]


def test_the_ref_is_compared_by_few() -> None:
    assert trust("pypi").ref == "not compared"
    assert trust("pub-dev").ref == "the tag pattern"


def test_how_a_package_begins_comes_from_facts_that_are_in_force() -> None:
    assert (life("pypi").at_once, life("pypi").expires) == ("3", "30 days")
    assert life("rubygems").expires == "12 hours"
    assert life("npm").expires == "2 days"
    assert life("npm", "2026-09-01").expires == ""
    assert life("npm").first == "by hand, then the publisher"
    assert "npm publish" in life("npm").attestations
    assert "Yank the version" in life("crates-io").rollback.splitlines()
