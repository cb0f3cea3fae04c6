from __future__ import annotations

import pytest

from runbook.model.claims import Claims
from runbook.model.comparison import MatchStatus
from runbook.model.forge import ForgeKind, Project
from runbook.model.record import RecordState
from runbook.registries.base import Registry
from runbook.registries.catalog import get

GITHUB = Project("acme", "demo")
GITLAB = Project("acme/platform", "demo", ForgeKind.GITLAB, "gitlab.com")
CALLS = ("release.yml", "_publish.yml")


def test_which_file_of_a_call_path_the_form_takes() -> None:
    assert get("pypi").workflow_file((".gitlab-ci.yml", "ci/a.yml"), "gitlab") == ".gitlab-ci.yml"
    assert get("pypi").workflow_file(CALLS) == "_publish.yml"
    assert get("crates-io").workflow_file(CALLS) == "release.yml"


def test_a_record_is_what_is_typed_into_the_form() -> None:
    record = get("pypi").record(GITHUB, ("demo",), CALLS, "pypi", {})
    assert record is not None
    assert dict(record.fields) == {
        "owner": "acme",
        "repository": "demo",
        "workflow_filename": "_publish.yml",
        "environment": "pypi",
    }
    assert list(record.fields) == [field.key for field in get("pypi").form("github").fields]  # type: ignore[union-attr]
    assert record.state is RecordState.ACTIVE


def test_a_first_publication_makes_a_pending_record_where_there_is_one() -> None:
    pending = get("pypi").record(GITHUB, ("demo",), CALLS, None, {}, first=True)
    active = get("crates-io").record(GITHUB, ("demo",), CALLS, None, {}, first=True)
    assert pending is not None
    assert active is not None
    assert (pending.state, pending.fields["project_name"]) == (RecordState.PENDING, "demo")
    assert pending.fields["environment"] == ""
    assert active.state is RecordState.ACTIVE


def test_a_record_on_gitlab() -> None:
    record = get("crates-io").record(GITLAB, ("demo",), (".gitlab-ci.yml",), "release", {})
    assert record is not None
    assert dict(record.fields) == {
        "namespace": "acme/platform",
        "project": "demo",
        "workflow_filepath": ".gitlab-ci.yml",
        "environment": "release",
    }


class Plain(Registry):
    id = "plain"


def test_the_base_admits_what_was_exchanged_and_matches_nothing() -> None:
    assert Plain().admit(Claims({}), [], "demo", "2026-01-01").status is MatchStatus.MATCHED
    with pytest.raises(NotImplementedError):
        Plain().match(Claims({}), [], "demo", "2026-01-01")


@pytest.mark.parametrize(
    ("registry", "package", "name"),
    [
        ("pypi", "My.Demo-Package", "my_demo_package-1.2.tar.gz"),
        ("testpypi", "demo", "demo-1.2.tar.gz"),
        ("crates-io", "demo-crate", "demo-crate-1.2.crate"),
        ("npm", "@acme/icons", "acme-icons-1.2.tgz"),
        ("rubygems", "demo", "demo-1.2.gem"),
        ("nuget", "Acme.Demo", "Acme.Demo.1.2.nupkg"),
        ("pub-dev", "demo", "demo-1.2.tar.gz"),
        ("open-vsx", "acme.demo", "demo-1.2.vsix"),
        ("vscode-marketplace", "acme.demo", "demo-1.2.vsix"),
        ("maven-central", "org.acme:demo", "demo-1.2.jar"),
        ("github-releases", "acme/demo", "demo-1.2.tar.gz"),
        ("ghcr", "ghcr.io/acme/demo", "ghcr.io/acme/demo-1.2"),
    ],
)
def test_the_file_of_a_version(registry: str, package: str, name: str) -> None:
    assert get(registry).file_name(package, "1.2") == name
