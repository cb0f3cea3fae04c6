"""What every data file must be, whichever registry it is of."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from linear_patterns import faults

from runbook.diagnosis.hits import find_message
from runbook.registries.catalog import all_registries, get
from runbook.registries.fill import PLACEHOLDERS, fill
from runbook.registries.load import data_folder
from runbook.source import parse_yaml, to_python

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from runbook.model.record import Form
    from runbook.model.signature import Signature
    from runbook.registries.base import Registry

REGISTRIES = [pytest.param(registry, id=registry.id) for registry in all_registries()]
EACH = pytest.mark.parametrize("registry", REGISTRIES)
SIGNATURES = [
    pytest.param(signature, id=f"{registry.id}-{signature.id}")
    for registry in all_registries()
    for signature in registry.data.signatures
]
FORMS = [
    pytest.param(form, id=f"{registry.id}-{form.provider}-{form.state.value}")
    for registry in all_registries()
    for form in registry.data.forms
]
STAGES = {"startup", "gate", "token", "exchange", "upload", "verify", "success", "form"}
TOPICS = ("verify", "monitor", "rollback", "resume", "compromise", "fallback", "first")
SOURCES = {"owner", "repo", "slug", "workflow", "environment", "package", ""}
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_REFERENCE = re.compile(r"https://\S+|[\w.-]+/[\w.{},-]+(:\S+)?(@[0-9a-f]{7,40})?\b|.{8,}")


def addresses(registry: Registry) -> Iterator[str]:
    data = registry.data
    yield from data.links.values()
    yield from (procedure.address for procedure in data.procedures if procedure.address)
    for form in data.forms:
        yield form.address
        if form.prefill:
            yield form.prefill
    if data.oidc:
        yield from data.oidc.issuers.values()
        if data.oidc.exchange_url:
            yield data.oidc.exchange_url


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (*texts(key), *texts(item))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)


def filled_texts(registry: Registry) -> Iterator[str]:
    """Everything into which values of a project are filled."""
    yield from addresses(registry)
    for procedure in registry.data.procedures:
        yield from (procedure.command, procedure.effect, *procedure.clicks, procedure.until)
    for form in registry.data.forms:
        yield from (form.success, form.grants, form.undo, form.who, *form.path)
    for client in registry.data.clients:
        yield from texts(list(client.steps))
        yield from texts(dict(client.gitlab or {}))


@EACH
def test_addresses_are_https(registry: Registry) -> None:
    assert [address for address in addresses(registry) if not address.startswith("https://")] == []


@EACH
def test_placeholders_are_known(registry: Registry) -> None:
    used = {name for text in filled_texts(registry) for name in _PLACEHOLDER.findall(text)}
    assert used <= set(PLACEHOLDERS)


@EACH
def test_links_name_the_pages_every_registry_has(registry: Registry) -> None:
    assert {"home", "project", "version", "docs", "support"} <= set(registry.data.links)
    if registry.data.forms:
        assert {"publishing", "tokens"} <= set(registry.data.links)


@EACH
def test_commands_hold_placeholders_as_words_only(registry: Registry) -> None:
    for procedure in registry.data.procedures:
        for hit in _PLACEHOLDER.finditer(procedure.command):
            before = procedure.command[: hit.start()]
            assert before.count("'") % 2 == 0, procedure.id
            assert before.count('"') % 2 == 0, procedure.id


@EACH
def test_facts_have_source_and_date(registry: Registry) -> None:
    facts = registry.data.facts
    assert len({fact.id for fact in facts}) == len(facts)
    for fact in facts:
        assert fact.sources, fact.id
        assert all(_REFERENCE.fullmatch(source) for source in fact.sources), fact.id
        assert fact.text.endswith("."), fact.id
        for day in (fact.checked, fact.since, fact.until):
            assert day is None or date.fromisoformat(day) <= date(2100, 1, 1), fact.id
        assert fact.until is None or fact.since is None or fact.since < fact.until


@EACH
def test_procedures_answer_every_question(registry: Registry) -> None:
    procedures = registry.data.procedures
    assert {procedure.topic for procedure in procedures} == set(TOPICS)
    assert len({procedure.id for procedure in procedures}) == len(procedures)
    for procedure in procedures:
        assert procedure.sources, procedure.id
        assert procedure.command or procedure.address or procedure.effect, procedure.id
        assert not (
            procedure.reversible is False and procedure.topic == "rollback" and procedure.undo
        )
        assert all(registry.data.fact(name) for name in procedure.facts)


@EACH
def test_a_way_back_says_who_and_until_when(registry: Registry) -> None:
    for procedure in registry.data.about("rollback"):
        assert procedure.by, procedure.id
        assert procedure.until, procedure.id
    for procedure in registry.data.about("resume")[1:]:
        assert procedure.effect, procedure.id


@EACH
def test_clients_name_actions_without_a_ref(registry: Registry) -> None:
    clients = registry.data.clients
    assert len({client.id for client in clients}) == len(clients)
    for client in clients:
        assert client.steps
        for step in client.steps:
            assert ("uses" in step) != ("run" in step), client.id
            assert re.fullmatch(r"[\w.-]+/[\w.-]+(/[\w./-]+)?", step.get("uses", "a/b")), client.id
            assert "@" not in step.get("uses", "")
            assert step.get("name")
            assert "${{" not in step.get("run", "")
        assert set(client.permissions.values()) <= {"read", "write"}


@EACH
def test_who_has_an_exchange_has_forms_and_says_how(registry: Registry) -> None:
    data = registry.data
    assert ("oidc" in data.auth) == (data.oidc is not None)
    assert set(data.auth) <= {"oidc", "token", "github-token"}
    if data.forms:
        assert data.oidc is not None
        assert {form.provider for form in data.forms} <= set(data.oidc.issuers)


@EACH
def test_success_and_never_lines_are_messages_we_know(registry: Registry) -> None:
    data = registry.data
    known = [signature.text for signature in data.signatures]
    for line in data.log_never:
        assert any(line in text for text in known), line
    assert not set(data.log_success) & set(data.log_never)
    assert set(data.log_of_actions) <= {*data.log_success, *data.log_never}


@EACH
def test_every_source_is_used(registry: Registry) -> None:
    raw = read(registry)
    if "inherits" in raw:
        pytest.skip("what is inherited is used in the file it comes from")
    parts = ("facts", "forms", "procedures", "signatures")
    used = {key for part in parts for item in raw[part] for key in item.get("sources", [])}
    assert set(raw["sources"]) - used == set()


@EACH
def test_ids_of_signatures_are_unique(registry: Registry) -> None:
    ids = [signature.id for signature in registry.data.signatures]
    assert len(set(ids)) == len(ids)


def test_ids_of_signatures_are_unique_among_registries() -> None:
    owners: dict[str, str] = {}
    for registry in all_registries():
        if "inherits" not in read(registry):
            for signature in registry.data.signatures:
                assert owners.setdefault(signature.id, registry.id) == registry.id


@pytest.mark.parametrize("signature", SIGNATURES)
def test_signature(signature: Signature) -> None:
    assert signature.stage in STAGES
    assert signature.sources
    assert signature.meaning
    assert set(signature.proves) <= set(signature.causes)
    assert not set(signature.excludes) & set(signature.causes)
    assert signature.fix or signature.secondary or signature.stage in {"success", "form"}
    for day in (signature.since, signature.until):
        assert day is None or date.fromisoformat(day)


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signature_recognises_its_own_text(signature: Signature) -> None:
    samples = {name: f"<{name}>" for name in _PLACEHOLDER.findall(signature.text)}
    samples |= SAMPLES
    rendered = " ".join(signature.render(samples).split())
    assert find_message(signature, rendered)
    assert find_message(signature, f"2026-01-01T00:00:00Z ##[error]{rendered} and more")


SAMPLES = {
    "code": "500",
    "expected": "[a]",
    "fields": "description",
    "got": "'acme/demo/.github/workflows/x.yml@main'",
    "id": "42",
    "package": "demo",
    "claim": "workflow_ref",
    "provider": "GitHub",
    "platform": "linux_x86_64",
    "url": "https://upload.example/",
    "domain": "upload.example",
}


@pytest.mark.parametrize("signature", [item for item in SIGNATURES if item.values[0].pattern])
def test_reading_by_a_signature_takes_linear_time(signature: Signature) -> None:
    assert faults(signature.pattern or "") == []


@pytest.mark.parametrize("signature", SIGNATURES)
def test_causes_are_those_diagnosis_knows(signature: Signature, root: Path) -> None:
    named = (root / "runbook" / "diagnosis" / "data" / "causes.yaml").read_text()
    known = set(re.findall(r"^  ([a-z0-9-]+):$", named, re.MULTILINE))
    assert {*signature.causes, *signature.excludes, *signature.proves} <= known


@pytest.mark.parametrize(
    ("pattern", "slow"),
    [
        ("a[^`]{1,9}`b", False),
        ("a.{0,400}?b", False),
        (r"a\s+b", False),
        ("a.*", False),
        ("a.*b", True),
        ("(a+)+b", True),
        ("a.{0,9}?b.{0,9}?c", True),
        (r"\S{1,900} x", False),
        (r"\S{1,900}x", True),
        (r"(?P<x>[^)]{1,40})\)", False),
    ],
)
def test_the_judge_of_patterns(pattern: str, slow: bool) -> None:
    assert bool(faults(pattern)) is slow


@pytest.mark.parametrize("form", FORMS)
def test_form(form: Form) -> None:
    assert all((form.title, form.submit, form.who, form.success, form.grants, form.undo))
    assert form.sources
    keys = [field.key for field in form.fields]
    assert len(set(keys)) == len(keys)
    for field in form.fields:
        assert field.source in SOURCES
        assert field.compare in {"exact", "caseless", "none"}
        assert field.label
        assert field.help or field.choices
        assert bool(field.parameter) is False or form.prefill
        assert not field.choices or not field.default or field.default in field.choices
        if field.pattern:
            re.compile(field.pattern)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_takes_ordinary_values(form: Form) -> None:
    ordinary = {
        "owner": "acme",
        "repo": "demo.py",
        "slug": "acme/demo",
        "environment": "pypi-2",
        "workflow": "release.yml",
        "package": "demo",
    }
    for field in form.fields:
        if field.source and field.pattern:
            assert re.fullmatch(field.pattern, ordinary[field.source]), field.key


@pytest.mark.parametrize("form", FORMS)
def test_a_form_refuses_what_the_registry_refuses(form: Form) -> None:
    for field in form.fields:
        if field.source == "workflow" and field.pattern and form.provider == "github":
            assert not re.fullmatch(field.pattern, ".github/workflows/release.yml")
        if field.source == "workflow" and field.pattern:
            assert not re.fullmatch(field.pattern, "Release")
        if field.source == "repo" and field.pattern:
            assert not re.fullmatch(field.pattern, "acme/demo")


def test_testpypi_is_pypi_at_another_host() -> None:
    pypi, testpypi = get("pypi").data, get("testpypi").data
    assert [form.title for form in testpypi.forms] == [form.title for form in pypi.forms]
    assert {s.id for s in testpypi.signatures} == {s.id for s in pypi.signatures}
    assert not any("https://pypi.org" in form.address for form in testpypi.forms)
    assert testpypi.oidc is not None
    assert testpypi.oidc.audience == "testpypi"
    assert "separate-accounts" in {fact.id for fact in testpypi.facts}
    assert fill(testpypi.links["publishing"], {"package": "x"}).startswith("https://test.pypi.org/")


def read(registry: Registry) -> dict[str, Any]:
    file = data_folder() / f"{registry.id}.yaml"
    raw = to_python(parse_yaml(file.read_text(encoding="utf-8"), file.name).root)
    assert isinstance(raw, dict)
    return raw
