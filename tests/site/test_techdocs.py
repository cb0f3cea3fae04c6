"""What a Backstage needs: configuration, catalog entry, and pages that survive its plugin."""

from __future__ import annotations

import html
import json
import re
import shutil
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hostile import HOSTILE, hostile_text
from hypothesis import given
from jsonschema import Draft202012Validator
from sample_site import SAMPLE

from runbook.cli.main import run
from runbook.errors import ExitCode, RefusedError
from runbook.handbook.compile import compile_site
from runbook.model.forge import ForgeKind, Project
from runbook.site.builders import load_builder
from runbook.site.builders.techdocs import CATALOG, catalog_info, entity_name
from runbook.site.extensions import MARKDOWN_EXTENSIONS
from runbook.site.write import build_site, plant
from runbook.text import visible

if TYPE_CHECKING:
    from goldens import Goldens

    from runbook.site.compiled import CompiledSite

HERE = Path(__file__).parent / "techdocs"
EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("market-data-source", "quilt-mcp-server")
SCHEMA = json.loads((HERE / "catalog-info.schema.json").read_text(encoding="utf-8"))
BUILDER = load_builder("techdocs")
INSTALLED = find_spec("techdocs_core") is not None


def compiled(*names: str) -> CompiledSite:
    return compile_site([EXAMPLES / name / "runbook.yaml" for name in names], as_of="2026-11-21")


def entity(site: CompiledSite) -> dict[str, Any]:
    """The entity in the catalog file of `site`, which the schema accepts."""
    data = yaml.safe_load(catalog_info(site))
    Draft202012Validator(SCHEMA).validate(data)
    assert isinstance(data, dict)
    return data


def of(project: Project) -> CompiledSite:
    return replace(SAMPLE, projects=(project,), summary="How it publishes.")


def config(site: CompiledSite) -> dict[str, Any]:
    data = yaml.safe_load(BUILDER.sources(site)["mkdocs.yml"])
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize("names", [NAMES[1:], NAMES], ids=["project", "handbook"])
def test_the_files_of_people_read_well(golden: Goldens, names: tuple[str, ...]) -> None:
    site = compiled(*names)
    folder = HERE / ("handbook" if len(names) > 1 else "project")
    golden.check(folder / CATALOG, catalog_info(site))
    golden.check(folder / "mkdocs.yml", str(BUILDER.sources(site)["mkdocs.yml"]))


def test_one_project_is_one_component_beside_its_own() -> None:
    metadata = entity(compiled(NAMES[1]))["metadata"]
    assert metadata["name"] == "quilt-mcp-server-runbook"
    assert metadata["annotations"] == {
        "backstage.io/techdocs-ref": "dir:.",
        "github.com/project-slug": "quiltdata/quilt-mcp-server",
    }


def test_a_handbook_is_one_component_of_no_single_project() -> None:
    metadata = entity(compiled(*NAMES))["metadata"]
    assert metadata["name"] == "release-handbook"
    assert metadata["annotations"] == {"backstage.io/techdocs-ref": "dir:."}


def test_each_forge_has_its_annotation() -> None:
    site = of(Project("acme/platform", "demo", ForgeKind.GITLAB, "git.acme.example"))
    annotations = entity(site)["metadata"]["annotations"]
    assert annotations["gitlab.com/project-slug"] == "acme/platform/demo"
    assert "github.com/project-slug" not in annotations


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_hostile_names_stay_text(text: str) -> None:
    site = replace(of(Project("acme", text)), title=text, summary=f"How {text} publishes.")
    metadata = entity(site)["metadata"]
    assert metadata["title"] == f"{visible(text)}: releases"
    assert metadata["description"] == f"How {visible(text)} publishes."
    assert metadata["annotations"]["github.com/project-slug"] == f"acme/{visible(text)}"
    data = config(site)
    assert data["site_name"] == html.escape(visible(text))
    assert data["site_description"] == f"How {html.escape(visible(text))} publishes."


@given(hostile_text(), hostile_text())
def test_every_name_is_one_that_backstage_accepts(owner: str, repo: str) -> None:
    entity(of(Project(owner, repo)))


def test_names_that_are_cut_stay_apart() -> None:
    long = "a-very-long-name-" * 6
    names = {entity_name(Project("acme", long + end)) for end in ("one", "two")}
    names.add(entity_name(Project("other", f"{long}one")))
    assert len(names) == 3
    assert {len(name) for name in names} <= {62, 63}


def test_the_plugin_is_not_told_what_it_knows() -> None:
    data = config(SAMPLE)
    assert data["plugins"] == ["techdocs-core"]
    assert data["theme"] == {"name": "material", "font": False}
    told = {name for item in data["markdown_extensions"] for name in item}
    assert told.isdisjoint(MARKDOWN_EXTENSIONS)
    absent = {"use_directory_urls", "extra_css", "extra_javascript", "docs_dir", "site_dir"}
    assert absent.isdisjoint(data)
    assert data["edit_uri"] == "", "or TechDocs adds a link that edits generated pages"


def test_the_sources_are_pages_and_downloads_alone() -> None:
    paths = {f"docs/{path}" for path in SAMPLE.files}
    assert set(BUILDER.sources(SAMPLE)) == {"mkdocs.yml", *paths}


BUILD = ["build", "--builder", "techdocs", "--no-site", "--out", "out"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(EXAMPLES / NAMES[1] / "runbook.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_people_completed_is_never_touched(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(BUILD) == ExitCode.OK
    assert capsys.readouterr().out.splitlines()[1:] == [
        "out/catalog-info.yaml is yours from now on: complete what its comments say"
    ]
    file = project / "out" / CATALOG
    completed = file.read_text(encoding="utf-8").replace("owner: unknown", "owner: payments")
    file.write_text(completed, encoding="utf-8")
    for options in ([], ["--force"], ["--builder", "mkdocs"]):
        assert run([*BUILD, *options]) == ExitCode.OK
        assert "yours" not in capsys.readouterr().out
        assert file.read_text(encoding="utf-8") == completed
    file.unlink()
    assert run([*BUILD, "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["seeds"] == [CATALOG]
    assert "owner: unknown" in file.read_text(encoding="utf-8")


def test_pages_for_another_site_come_without_it(project: Path) -> None:
    assert run([*BUILD, "--pages-only"]) == ExitCode.OK
    assert (project / "out/index.md").is_file()
    assert not (project / "out" / CATALOG).exists()


def test_a_link_in_its_place_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / CATALOG).symlink_to(tmp_path / "outside")
    assert plant(tmp_path, {CATALOG: "x"}) == ()
    assert not (tmp_path / "outside").exists()


def test_a_place_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"cannot write .*No such file or directory"):
        plant(tmp_path / "gone", {CATALOG: "x"})


@pytest.mark.skipif(INSTALLED, reason="mkdocs-techdocs-core is installed")
@pytest.mark.usefixtures("project")
def test_without_the_plugin_its_name_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*BUILD[:3], "--out", "out"]) == ExitCode.USAGE
    assert capsys.readouterr().err.splitlines() == [
        "error: the site builder techdocs_core is not installed",
        "  hint: pip install mkdocs-techdocs-core",
    ]


SIGNS = """\
# Signs

The repository c/o, 1/2 of it, on the 1st.

- one
    - below, four blanks deep

```text
--8<-- "mkdocs.yml"
```
"""


@pytest.mark.slow
@pytest.mark.skipif(not INSTALLED, reason="needs mkdocs-techdocs-core")
def test_every_construct_survives_the_plugin(tmp_path: Path) -> None:
    site = replace(SAMPLE, files={**SAMPLE.files, "more/words.md": SIGNS})
    built = build_site(BUILDER.sources(site), tmp_path, BUILDER)
    page = html.unescape(str(built["index.html"], "utf-8"))
    for shown in (
        *("**no bold**", 'class="flow"', "<table>", "tabbed-set", "task-list", "<details"),
        *('class="admonition warning"', 'id="create-environment"', 'href="setup/#environment"'),
    ):
        assert shown in page
    assert not re.search(r"<(?:script|link)[^>]*?(?:src|href)=\"?(?:https?:)?//", page)
    assert "downloads/setup.sh" in built
    words = str(built["more/words/index.html"], "utf-8")
    assert "The repository c/o, 1/2 of it, on the 1st." in words
    assert "four blanks deep" in words
    assert "site_name" not in words, "a line of a fence reads no file"
