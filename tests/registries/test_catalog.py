from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml
from minimal_data import MINIMAL

from runbook.errors import RunbookError
from runbook.registries import catalog
from runbook.registries.base import Registry
from runbook.registries.load import data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODULE = """
from runbook.registries.base import Registry

class Demo(Registry):
    id = "demo"

REGISTRY = Demo()
OTHER = "not a registry"
"""


@pytest.fixture
def third_party(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installed distribution with a registry of its own; returns its entry points file."""
    package = tmp_path / "acme_registry"
    (package / "data").mkdir(parents=True)
    (package / "__init__.py").write_text(MODULE)
    (package / "data" / "demo.yaml").write_text(
        yaml.safe_dump({**MINIMAL, "checked": "2099-01-01"})
    )
    info = tmp_path / "acme_registry-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-registry\nVersion: 1\n")
    points = info / "entry_points.txt"
    points.write_text("[runbook.registries]\ndemo = acme_registry\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    _forget()
    yield points
    _forget()
    sys.modules.pop("acme_registry", None)


def _forget() -> None:
    for cached in (catalog.get, catalog.catalog_version, catalog._entry_points, catalog._built_in):
        cached.cache_clear()


def test_every_data_file_has_its_module() -> None:
    stems = {item.name.removesuffix(".yaml") for item in data_folder().iterdir()}
    built_in = {registry.id for registry in catalog.all_registries()}
    assert stems == built_in


def test_registries_come_sorted() -> None:
    ids = catalog.all_ids()
    assert list(ids) == sorted(ids)
    assert {"pypi", "testpypi", "crates-io"} <= set(ids)


def test_an_unknown_id_names_the_known_ones() -> None:
    with pytest.raises(catalog.UnknownRegistryError) as caught:
        catalog.get("../base")
    assert caught.value.hint is not None
    assert "crates-io" in caught.value.hint


def test_the_version_is_the_newest_date_of_all_facts() -> None:
    dates = [fact.checked for registry in catalog.all_registries() for fact in registry.data.facts]
    dates += [registry.data.checked for registry in catalog.all_registries()]
    assert catalog.catalog_version() == max(dates)


def test_a_third_party_brings_module_and_data(third_party: Path) -> None:
    assert third_party.is_file()
    assert "demo" in catalog.all_ids()
    registry = catalog.get("demo")
    assert isinstance(registry, Registry)
    assert registry.data.name == "Demo"
    assert registry.data.checked == "2099-01-01"
    assert catalog.catalog_version() < "2099-01-01"


@pytest.mark.parametrize(
    "point",
    ["acme_registry:OTHER", "acme_registry:nothing", "acme_nowhere", "runbook.registries.pypi"],
)
def test_a_broken_third_party_is_a_clear_error(third_party: Path, point: str) -> None:
    third_party.write_text(f"[runbook.registries]\ndemo = {point}\n")
    with pytest.raises(RunbookError, match="demo"):
        catalog.get("demo")


def test_a_third_party_cannot_replace_a_built_in_registry(third_party: Path) -> None:
    third_party.write_text("[runbook.registries]\npypi = acme_registry\n")
    assert type(catalog.get("pypi")).__module__ == "runbook.registries.pypi"


def test_listing_and_getting_read_no_data() -> None:
    code = (
        "import sys\n"
        "from runbook.registries.catalog import all_ids, get\n"
        "get(all_ids()[0])\n"
        "print('yaml' in sys.modules, 'pydantic' in sys.modules, 'jinja2' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["False", "False", "False"]
