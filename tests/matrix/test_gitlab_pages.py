"""What a maintainer on GitLab reads speaks of GitLab, and of no other forge's words."""

from __future__ import annotations

import re

import pytest
from matrix.cells import BATCHES, cells
from matrix.test_matrix import files_of

pytestmark = pytest.mark.slow

REGISTRIES = [registry for registry, forge in BATCHES if forge == "gitlab"]
ELSEWHERE = re.compile(
    r"\bgh (api|run|release|attestation|workflow)\b|\.github/|\bGitHub\b|\bACTIONS_|id-token: write"
    r"|workflow_dispatch|composite action|github-hosted|runs-on|\$\{\{|refs/tags|deployment branch",
)
# Sources are what was read; the tool of a marketplace speaks of the one forge it knows.
PAGES = re.compile(r"(?!sources\.md).*\.(md|yml|sh|txt)\Z")
ALLOWED = re.compile(
    r"OIDC publishing currently supports|Publish from GitHub Actions, or with|than on|on GitLab"
)


@pytest.mark.parametrize("registry", REGISTRIES)
def test_no_page_speaks_of_another_forge(registry: str) -> None:
    for cell in cells(registry, "gitlab"):
        for path, text in files_of(cell).items():
            if not PAGES.match(path):
                continue
            for line in text.splitlines():
                if not ALLOWED.search(line):
                    assert not ELSEWHERE.search(line), (str(cell), path)


@pytest.mark.parametrize("registry", REGISTRIES)
def test_the_pages_say_what_gitlab_has_no_equivalent_for(registry: str) -> None:
    for cell in cells(registry, "gitlab"):
        page = files_of(cell)["workflows.md"]
        assert "cannot restrict an environment to certain tags" in page
        described = any(client.gitlab for client in cell.data.clients)
        assert ("Not described for this forge" in page) is not described, str(cell)
        assert ("exit 1" in page) is not described, str(cell)


@pytest.mark.parametrize("registry", REGISTRIES)
def test_an_identity_is_asked_for_where_the_registry_trusts_it(registry: str) -> None:
    for cell in cells(registry, "gitlab"):
        page = files_of(cell)["workflows.md"]
        if cell.trusted and any(client.gitlab for client in cell.data.clients):
            assert "id_tokens:" in page, str(cell)
        assert ("environment:\n    name:" in page) is cell.environment, str(cell)
