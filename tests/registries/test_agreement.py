"""What is planned is what matches: form, record and matcher of a registry agree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.model.claims import Claims
from runbook.model.comparison import MatchStatus
from runbook.model.forge import ForgeKind, Project
from runbook.model.origin import UNKNOWN
from runbook.model.record import PublisherRecord, RecordState
from runbook.registries.catalog import all_registries, catalog_version, get

if TYPE_CHECKING:
    from runbook.registries.base import Registry

REF = "refs/tags/v1.2.3"
EXCHANGING = [registry for registry in all_registries() if registry.data.forms]
FORMS = [
    pytest.param(
        registry, form.provider, form.state, id=f"{registry.id}-{form.provider}-{form.state.value}"
    )
    for registry in EXCHANGING
    for form in registry.data.forms
]
PROJECTS = {
    "github": Project("acme", "demo"),
    "gitlab": Project("acme/platform", "demo", ForgeKind.GITLAB, "gitlab.com"),
}


def claims_of(provider: str, project: Project, environment: str | None, audience: str) -> Claims:
    file = ".gitlab-ci.yml" if provider == "gitlab" else "release.yml"
    common = {"aud": audience, "ref": REF, "sha": "0" * 40, "ref_type": "tag"}
    named = {} if environment is None else {"environment": environment}
    if provider == "gitlab":
        own = {
            "iss": "https://gitlab.com",
            "project_path": project.full_name,
            "ci_config_ref_uri": f"gitlab.com/{project.full_name}//{file}@{REF}",
            "ref_path": REF,
        }
    else:
        path = f"{project.full_name}/.github/workflows/{file}@{REF}"
        own = {
            "iss": "https://token.actions.githubusercontent.com",
            "repository": project.full_name,
            "repository_owner": project.owner,
            "workflow_ref": path,
            "job_workflow_ref": path,
            "event_name": "push",
            "actor": "jane",
        }
    return Claims({**common, **named, **own})


def planned(
    registry: Registry, provider: str, state: RecordState, environment: str | None
) -> tuple[PublisherRecord, Claims]:
    project = PROJECTS[provider]
    file = ".gitlab-ci.yml" if provider == "gitlab" else "release.yml"
    first = state is RecordState.PENDING
    record = registry.record(project, ("demo",), (file,), environment, {}, first=first)
    assert record is not None
    oidc = registry.data.oidc
    assert oidc is not None
    return record, claims_of(provider, project, environment, oidc.audience)


@pytest.mark.parametrize("environment", ["release", None])
@pytest.mark.parametrize(("registry", "provider", "state"), FORMS)
def test_a_planned_record_matches_and_is_admitted(
    registry: Registry, provider: str, state: RecordState, environment: str | None
) -> None:
    record, claims = planned(registry, provider, state, environment)
    as_of = catalog_version()
    assert record.state is state
    assert registry.match(claims, [record], "demo", as_of).status is MatchStatus.MATCHED
    admitted = registry.admit(claims, [record], "demo", as_of, attests=True)
    assert admitted.status is MatchStatus.MATCHED


@pytest.mark.parametrize(("registry", "provider", "state"), FORMS)
def test_every_field_that_is_compared_can_refuse(
    registry: Registry, provider: str, state: RecordState
) -> None:
    record, claims = planned(registry, provider, state, "release")
    form = registry.form(provider, state)
    assert form is not None
    for field in form.fields:
        if field.compare == "none" or not field.source:
            continue
        wrong = replace(record, fields={**record.fields, field.key: "something-else"})
        match = registry.match(claims, [wrong], "demo", catalog_version())
        assert match.status is not MatchStatus.MATCHED, field.key
        differing = {item.field for item in match.comparisons if item.equal is not True}
        assert field.key in differing


@pytest.mark.parametrize(("registry", "provider", "state"), FORMS)
def test_case_counts_where_the_form_says_so(
    registry: Registry, provider: str, state: RecordState
) -> None:
    record, claims = planned(registry, provider, state, "release")
    form = registry.form(provider, state)
    assert form is not None
    for field in form.fields:
        if field.compare == "none" or not record.fields.get(field.key) or not field.source:
            continue
        shouted = {**record.fields, field.key: record.fields[field.key].upper()}
        match = registry.match(claims, [replace(record, fields=shouted)], "demo", catalog_version())
        assert (match.status is MatchStatus.MATCHED) == (field.compare == "caseless"), field.key


VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["a/b", "a/b/.github/workflows/x.yml@r", "gitlab.com/a/b//x.yml@r", "push", "@", "/"]
    ),
    st.just(UNKNOWN),
)
CLAIM_NAMES = (
    "iss", "aud", "sub", "repository", "repository_owner", "workflow_ref", "job_workflow_ref",
    "environment", "event_name", "ref", "sha", "ref_type", "actor", "project_path",
    "ci_config_ref_uri", "ref_path",
)  # fmt: skip


@given(
    registry=st.sampled_from(EXCHANGING),
    values=st.dictionaries(st.sampled_from(CLAIM_NAMES), VALUES, max_size=10),
    texts=st.lists(st.text(max_size=8), min_size=10, max_size=10),
)
def test_whatever_a_token_holds_there_is_an_answer(
    registry: Registry, values: dict[str, object], texts: list[str]
) -> None:
    records = []
    for form in registry.data.forms:
        fields = {field.key: text for field, text in zip(form.fields, texts, strict=False)}
        records.append(PublisherRecord(registry.id, ("demo",), form.provider, fields, form.state))
    claims = Claims(values)  # type: ignore[arg-type]  # the strategy yields texts and UNKNOWN
    for answer in (registry.match, registry.admit):
        match = answer(claims, records, "demo", "2026-11-21")
        assert (match.status is MatchStatus.REFUSED) == (match.signature is not None)
        if match.signature is not None:
            assert match.signature in {item.id for item in registry.data.signatures}


def test_what_is_unknown_is_never_matched_by_a_named_environment() -> None:
    for registry in EXCHANGING:
        record, claims = planned(registry, "github", RecordState.ACTIVE, "release")
        open_claims = Claims({**claims.values, "environment": UNKNOWN})
        status = registry.match(open_claims, [record], "demo", catalog_version()).status
        expected = MatchStatus.MATCHED if registry.id == "jsr" else MatchStatus.UNKNOWN
        assert status is expected, registry.id


def test_a_registry_without_a_form_has_no_records() -> None:
    without = [registry for registry in all_registries() if not registry.data.forms]
    assert without
    for registry in without:
        assert registry.record(PROJECTS["github"], ("demo",), ("x.yml",), None, {}) is None


@pytest.mark.parametrize("provider", PROJECTS)
def test_a_policy_of_nuget_lists_its_packages_one_a_line(provider: str) -> None:
    packages = ("Acme.Demo", "Acme.Icons")
    made = get("nuget").record(PROJECTS[provider], packages, (".gitlab-ci.yml",), None, {})
    assert made is not None
    assert made.fields["subjects"] == "Acme.Demo\nAcme.Icons"


@pytest.mark.parametrize(("environment", "box"), [("release", "yes"), (None, "no")])
def test_pub_dev_requires_the_environment_there_is(environment: str | None, box: str) -> None:
    made, _ = planned(get("pub-dev"), "github", RecordState.ACTIVE, environment)
    assert made.fields["require_environment"] == box
