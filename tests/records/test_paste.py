from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hostile import hostile_text
from hypothesis import given

from runbook.errors import UsageError
from runbook.records.paste import MAX_TEXT, pasted_fields
from runbook.registries.catalog import get

if TYPE_CHECKING:
    from runbook.model.record import Form

WANTED = {
    "owner": "acme",
    "repository": "demo",
    "workflow_filename": "release.yml",
    "environment": "pypi",
}


def form(registry: str = "pypi") -> Form:
    found = get(registry).form("github")
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text",
    [
        "GitHub\nRepository: acme/demo\nWorkflow: release.yml\nEnvironment name: pypi\n",
        "Owner\nacme\nRepository name\ndemo\nWorkflow name\nrelease.yml\nEnvironment name\npypi",
        "| Owner | `acme` |\n|Repository|`demo`|\n|Workflow|`release.yml`|\n|Environment|`pypi`|",
        "Repository:\thttps://github.com/acme/demo\nWorkflow\trelease.yml\nEnvironment\tpypi",
        "OWNER: acme\r\nREPOSITORY NAME: demo\r\nWORKFLOW: release.yml\r\nENVIRONMENT: pypi\r\n",
    ],
    ids=["page", "labels above", "table", "tabs", "loud"],
)
def test_values_are_found(text: str) -> None:
    assert pasted_fields(text, form()) == WANTED


@pytest.mark.parametrize("blank", ["(Any)", "any", "", "-", "(None)"])
def test_a_blank_value_is_empty(blank: str) -> None:
    text = f"Workflow: release.yml\nEnvironment name: {blank}"
    assert pasted_fields(text, form()) == {"workflow_filename": "release.yml", "environment": ""}


def test_a_path_is_kept_as_the_registry_has_it() -> None:
    found = pasted_fields("Workflow: .github/workflows/release.yml", form("crates-io"))
    assert found == {"workflow_filename": ".github/workflows/release.yml"}


@pytest.mark.parametrize("text", ["", "nothing of it", "a" * (MAX_TEXT + 1)])
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="pasted text"):
        pasted_fields(text, form())


@given(hostile_text())
def test_a_value_is_one_line(words: str) -> None:
    found = pasted_fields(f"Workflow: x.yml\nOwner: {words}", form())
    assert all("\n" not in value for value in found.values())
