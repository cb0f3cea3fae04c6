"""A page links to pages that are there, also where a project has no matter for most of them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from runbook.case import Case
from runbook.descriptor.load import parse_descriptor
from runbook.handbook.compile import compile_cases
from runbook.pages.render import Renderer
from runbook.plan import make_plan
from runbook.registries.catalog import catalog_version

_LINK = re.compile(r"\]\(([^)\s]*)\)")
_HEAD = "runbook: 1\nowner: acme\nrepo: demo\n"
_TAG = 'workflows: {release.yml: {releases: {production: {by: tag, tags: ["v*"]}}}}\n'
_ENTRY = "registries:\n- {registry: pypi, package: demo, workflow: release.yml"

DESCRIPTORS = {
    "nothing": f"{_HEAD}registries: []\n",
    "no-release": f"{_HEAD}workflows: {{release.yml: {{}}}}\nregistries: []\n",
    "no-publication": f"{_HEAD}{_TAG}registries: []\n",
    "no-upload": f"{_HEAD}workflows: {{release.yml: {{releases: {{trial: "
    "{by: dispatch, uploads: false}}}}\nregistries: []\n",
    "environment-alone": f"{_HEAD}environments: {{pypi: {{}}}}\nregistries: []\n",
    "token": f"{_HEAD}{_TAG}{_ENTRY}, auth: token}}\n",
    "oidc": f"{_HEAD}{_TAG}{_ENTRY}}}\n",
}


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


@pytest.mark.parametrize("text", DESCRIPTORS.values(), ids=DESCRIPTORS)
def test_every_link_of_a_page_leads_to_a_file_of_the_site(text: str, renderer: Renderer) -> None:
    plan = make_plan(parse_descriptor(text, "runbook.yaml"))
    files = compile_cases([Case(plan, catalog_version())], renderer).files
    lost = [
        (path, target)
        for path, content in files.items()
        if path.endswith(".md")
        for target in _LINK.findall(str(content))
        if not _leads(path, target, set(files))
    ]
    assert lost == []


def _leads(path: str, target: str, files: set[str]) -> bool:
    if target.startswith(("https://", "mailto:", "#")):
        return True
    parts: list[str] = []
    for part in (PurePosixPath(path).parent / target.partition("#")[0]).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return bool(target) and "/".join(parts) in files
