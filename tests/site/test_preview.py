from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

import pytest

from runbook.site.preview import folders, serving, snapshot

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text("hello")
    return tmp_path


def get(address: str, path: str, host: str | None = None) -> tuple[int, str, str | None]:
    place = address.removeprefix("http://").rstrip("/")
    connection = http.client.HTTPConnection(place, timeout=10)
    connection.request("GET", path, headers={"Host": host or place})
    answer = connection.getresponse()
    result = answer.status, answer.read().decode(), answer.getheader("Cache-Control")
    connection.close()
    return result


def test_the_site_is_served_to_this_machine(site: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with serving(site, 0) as address:
        assert address.startswith("http://127.0.0.1:")
        assert get(address, "/") == (200, "hello", "no-store")
        assert get(address, "/", "localhost:1")[0] == 200
        assert get(address, "/gone.html")[0] == 404
    assert capfd.readouterr().err == ""
    with pytest.raises(ConnectionError):
        get(address, "/")


@pytest.mark.parametrize("host", ["attacker.example", "attacker.example:80", "127.0.0.1.x:1", ""])
def test_a_page_elsewhere_cannot_read_it_by_another_name(site: Path, host: str) -> None:
    with serving(site, 0) as address:
        assert get(address, "/", host or " ")[0] == 403


@pytest.mark.parametrize("path", ["/../secret", "/%2e%2e/secret", "//etc/passwd"])
def test_nothing_outside_is_served(site: Path, path: str) -> None:
    (site.parent / "secret").write_text("secret")
    with serving(site, 0) as address:
        assert get(address, path)[0] == 404


def test_own_templates_are_watched_wherever_they_are(tmp_path: Path, root: Path) -> None:
    descriptor = tmp_path / "runbook.yaml"
    good = (root / "examples/market-data-source/runbook.yaml").read_text(encoding="utf-8")
    descriptor.write_text(good, encoding="utf-8")
    page = tmp_path / "docs/style/pages/first.md.j2"
    page.parent.mkdir(parents=True)
    page.write_text("a")
    before = snapshot([descriptor])
    page.write_text("ab")
    assert snapshot([descriptor]) == before, "nobody reads it yet"
    descriptor.write_text(good + "\ntemplates: docs/style\n", encoding="utf-8")
    configured = snapshot([descriptor])
    page.write_text("abc")
    assert snapshot([descriptor]) != configured
    assert tmp_path / "docs/style" in folders(descriptor)
    descriptor.write_text("runbook: [\n")
    assert str(descriptor) in snapshot([descriptor]), "while somebody types"


def test_what_a_rebuild_reads_is_watched(tmp_path: Path) -> None:
    descriptor = tmp_path / "runbook.yaml"
    workflow = tmp_path / ".github/workflows/release.yml"
    workflow.parent.mkdir(parents=True)
    for path in (descriptor, workflow, tmp_path / "pyproject.toml"):
        path.write_text("a")
    before = snapshot([descriptor])
    assert snapshot([descriptor]) == before
    workflow.write_text("ab")
    changed = snapshot([descriptor])
    assert changed != before
    (tmp_path / "build/runbook").mkdir(parents=True)
    (tmp_path / "build/runbook/mkdocs.yml").write_text("ours")
    assert snapshot([descriptor]) == changed
    (tmp_path / "runbook.records.yaml").write_text("a")
    assert snapshot([descriptor]) != changed
    descriptor.unlink()
    assert str(descriptor) not in snapshot([descriptor])
