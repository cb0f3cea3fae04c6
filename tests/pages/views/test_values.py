from __future__ import annotations

import pytest

from runbook.descriptor.load import parse_descriptor
from runbook.pages.views.values import values_for
from runbook.plan import make_plan

HEAD = (
    "runbook: 1\nowner: acme\nrepo: demo\n"
    "workflows: {release.yml: {releases: {production: {by: tag, tags: ['v*']}}}}\n"
    "environments: {}\n"
)


def values(entry: str, package: str | None = None) -> dict[str, str]:
    text = f"{HEAD}registries: [{{workflow: release.yml, {entry}}}]\n"
    plan = make_plan(parse_descriptor(text, "runbook.yaml"))
    return values_for(plan, plan.publications[0], package)


@pytest.mark.parametrize(
    ("entry", "file"),
    [
        ("registry: pypi, package: Demo.Tool", "demo_tool-1.2.3.tar.gz"),
        ("registry: npm, package: '@acme/demo'", "acme-demo-1.2.3.tgz"),
        ("registry: rubygems, package: demo-tool", "demo-tool-1.2.3.gem"),
        ("registry: crates-io, package: demo_tool", "demo_tool-1.2.3.crate"),
    ],
)
def test_a_file_is_called_what_its_ecosystem_calls_it(entry: str, file: str) -> None:
    found = values(entry)
    assert file == found["filename"].replace(found["version"], "1.2.3")


def test_the_file_is_that_of_the_package_at_hand() -> None:
    assert values("registry: npm, packages: [a, b]", "b")["filename"].startswith("b-")


def test_the_user_is_the_one_of_the_record() -> None:
    nuget = "registry: nuget, package: Demo, form: {package_owner: acme, user: octocat}"
    assert values(nuget)["user"] == "octocat"
    assert values("registry: pypi, package: demo")["user"] == ""
    assert values("registry: ghcr, package: ghcr.io/acme/demo")["user"] == ""
