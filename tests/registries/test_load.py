from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from minimal_data import MINIMAL

from runbook.errors import InputError
from runbook.model.record import RecordState
from runbook.registries.catalog import all_ids
from runbook.registries.load import data_folder, load_data
from runbook.source import parse_yaml, plain_data, to_python

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[..., Path]

FACT = {"id": "one", "text": "Something holds.", "sources": ["DOC"]}
FORM = {
    "provider": "github",
    "state": "active",
    "title": "Add",
    "address": "https://demo.example/{package}",
    "submit": "Save",
    "fields": [
        {"key": "owner", "label": "Owner", "source": "owner", "required": True, "compare": "exact"}
    ],
}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(data: object, name: str = "demo") -> Path:
        path = tmp_path / f"{name}.yaml"
        path.write_text(data if isinstance(data, str) else yaml.safe_dump(data))
        return path

    return write_file


def test_a_minimal_file_is_enough(write: Write) -> None:
    data = load_data("demo", write(MINIMAL))
    assert (data.name, data.auth, data.oidc, data.environment_name) == (
        "Demo",
        ("token",),
        None,
        "",
    )


def test_sources_become_references_and_facts_take_the_date_of_the_file(write: Write) -> None:
    data = load_data("demo", write({**MINIMAL, "facts": [FACT]}))
    fact = data.fact("one")
    assert (fact.sources, fact.checked) == (("https://docs.example/",), "2026-01-01")
    with pytest.raises(KeyError):
        data.fact("two")


def test_forms_and_signatures_belong_to_the_registry(write: Write) -> None:
    signature = {
        "id": "s",
        "printed_by": "Demo",
        "stage": "upload",
        "text": "no",
        "causes": [],
        "sources": [],
    }
    data = load_data("demo", write({**MINIMAL, "forms": [FORM], "signatures": [signature]}))
    assert data.forms[0].registry == data.signatures[0].registry == "demo"
    assert data.forms[0].state is RecordState.ACTIVE
    assert data.forms[0].fields[0].required is True


def test_constants_are_filled_in_keys_and_values(write: Write) -> None:
    data = load_data(
        "demo",
        write(
            {
                **MINIMAL,
                "values": {"host": "demo.example", "n": 3},
                "links": {"{host}": "https://{host}/{package}"},
            }
        ),
    )
    assert data.links == {"demo.example": "https://demo.example/{package}"}
    assert data.values["n"] == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"surprise": 1}, "demo.yaml: the key 'surprise' is unknown"),
        ({"name": None}, "demo.yaml: name must be text"),
        ({"order": True}, "demo.yaml: order must be a whole number"),
        ({"auth": "token"}, "demo.yaml: auth must be a list"),
        ({"links": {"a": 1}}, "demo.yaml: links: a must be text"),
        ({"links": []}, "demo.yaml: links must be a mapping"),
        ({"facts": [{**FACT, "sources": ["NO"]}]}, "facts one names a source that is not in"),
        ({"facts": [{**FACT, "value": ["x"]}]}, "facts[one]: value must be one value"),
        ({"facts": [{"id": "one", "sources": []}]}, "facts[one]: the key 'text' is missing"),
        ({"facts": ["text"]}, "facts[0] must be a mapping"),
        ({"forms": [{**FORM, "state": "maybe"}]}, "forms[0]: state is no state of a record"),
        ({"forms": [{**FORM, "fields": [{"key": "k"}]}]}, "forms[0]: fields[k]: the key 'label'"),
        ({"id": "other"}, "demo.yaml: the id is not the registry's"),
    ],
)
def test_what_is_not_the_schema_is_an_error(
    write: Write, change: dict[str, object], words: str
) -> None:
    with pytest.raises(InputError) as caught:
        load_data("demo", write({**MINIMAL, **change}))
    assert words in caught.value.message


def test_a_missing_key_is_named(write: Write) -> None:
    path = write({key: value for key, value in MINIMAL.items() if key != "noun"})
    with pytest.raises(InputError, match=r"demo\.yaml: the key 'noun' is missing"):
        load_data("demo", path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- a\n", "a data file is a mapping"),
        ("", "a data file is a mapping"),
        ("a: [\n", "not YAML"),
        ("id: demo\nid: demo\n", "already defined"),
    ],
)
def test_what_is_no_mapping_is_an_error(write: Write, text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        load_data("demo", write(text))
    assert words in caught.value.message


def test_a_registry_without_file_is_an_error() -> None:
    with pytest.raises(InputError, match="no data file"):
        load_data("nothing")


def test_inheriting_merges_mappings_and_items_with_an_id(write: Write) -> None:
    own = {
        "inherits": "pypi",
        "id": "demo",
        "auth": ["oidc"],
        "values": {"host": "demo.example"},
        "facts": [
            {"id": "token-minutes", "value": 5},
            {"id": "new", "text": "New.", "sources": []},
        ],
    }
    base = load_data("pypi")
    data = load_data("demo", write(own))
    assert data.auth == ("oidc",)
    assert data.links["project"] == "https://demo.example/project/{package}/"
    assert data.links["status"] == base.links["status"]
    assert [fact.id for fact in data.facts] == [*(fact.id for fact in base.facts), "new"]
    assert data.fact("token-minutes").value == 5
    assert data.fact("token-minutes").text == base.fact("token-minutes").text
    assert {signature.registry for signature in data.signatures} == {"demo"}


@pytest.mark.parametrize("registry", all_ids())
def test_data_is_typed_as_every_other_yaml(registry: str) -> None:
    file = data_folder() / f"{registry}.yaml"
    text = file.read_text(encoding="utf-8")
    assert plain_data(text, file.name) == to_python(parse_yaml(text, file.name).root)


def test_the_data_folder_is_in_the_package() -> None:
    assert (data_folder() / "pypi.yaml").is_file()
