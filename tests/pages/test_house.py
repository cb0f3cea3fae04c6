from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from runbook.errors import InputError
from runbook.handbook.compile import compile_site
from runbook.pages import house
from runbook.pages.render import PageError
from runbook.readme.sync import look, save

if TYPE_CHECKING:
    from pathlib import Path

HOUSE = ".runbook/templates"


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Path:
    """A project that configured a folder of templates, which is empty."""
    shutil.copy(root / "examples/quilt-mcp-server/runbook.yaml", tmp_path)
    with (tmp_path / "runbook.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\ntemplates: {HOUSE}\n")
    (tmp_path / HOUSE).mkdir(parents=True)
    return tmp_path


def put(project: Path, name: str, text: str) -> Path:
    path = project / HOUSE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def pages(project: Path) -> dict[str, str]:
    files = compile_site([project / "runbook.yaml"]).files
    return {path: str(text) for path, text in files.items()}


def test_an_empty_folder_changes_nothing(project: Path, root: Path) -> None:
    usual = compile_site([root / "examples/quilt-mcp-server/runbook.yaml"]).files
    assert pages(project) == usual


def test_without_the_key_the_folder_is_somebody_elses(project: Path) -> None:
    put(project, "pages/setup.md.j2", "# Mine\n")
    file = project / "runbook.yaml"
    file.write_text(file.read_text().replace("\ntemplates:", "\n# templates:"))
    assert not pages(project)["setup.md"].startswith("# Mine")


def test_a_template_is_replaced_and_house_text_added(project: Path) -> None:
    put(project, "pages/compromise.md.j2", "# Mine\n\nFor <%= project.full_name | code %>.\n")
    put(project, "house/setup.md.j2", "Ask the <%= project.repo %> team first.\n")
    made = pages(project)
    assert made["compromise.md"] == "# Mine\n\nFor `quiltdata/quilt-mcp-server`.\n"
    assert made["setup.md"].startswith(
        "# Set up\n\nAsk the quilt-mcp-server team first.\n\nDo this"
    )


def test_an_extra_page_is_in_the_navigation(project: Path) -> None:
    put(project, "extra/on-call.md.j2", "# On call\n\n<%= plan.releases | length %> releases.\n")
    compiled = compile_site([project / "runbook.yaml"])
    assert compiled.files["extra-on-call.md"] == "# On call\n\n2 releases.\n"
    assert ("On call", "extra-on-call.md") in {(item.title, item.path) for item in compiled.nav}


def test_own_items_stand_in_the_checklists(project: Path) -> None:
    put(project, "checklist.yaml", (
        "- {phase: before-a-release, text: The freeze calendar allows it.}\n"
        "- {phase: set-up, text: Our gate is sound., rule: RB310}\n"
    ))  # fmt: skip
    page = pages(project)["checklists.md"]
    assert "</span> The freeze calendar allows it." in page
    assert '<span class="state state-pass">done</span> | Our gate is sound. (`RB310`)' in page


def test_blocks_follow_the_house_style(project: Path) -> None:
    put(project, "blocks/badges.md.j2", "No badges here.\n")
    put(project, "checklist.yaml", "- {phase: set-up, text: Ours., rule: RB310}\n")
    (project / "README.md").write_text(
        "<!-- runbook:begin badges -->\n<!-- runbook:end -->\n"
        "<!-- runbook:begin checklist phase=set-up -->\n<!-- runbook:end -->\n"
    )
    save(look(project / "runbook.yaml", ()))
    text = (project / "README.md").read_text()
    assert "\nNo badges here.\n" in text
    assert "- [ ] Ours.\n" in text


def refused(project: Path) -> str:
    with pytest.raises(InputError) as caught:
        pages(project)
    (problem,) = caught.value.problems
    return f"{problem.span}: {problem.message}"


def test_an_error_in_a_template_names_file_and_line(project: Path) -> None:
    path = put(project, "house/setup.md.j2", "one\n<%= nothing %>\n")
    with pytest.raises(PageError, match=f"{path}:2: 'nothing' is undefined"):
        pages(project)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("phase: set-up\n", "1:1", "a list of items"),
        ("- words\n", "1:3", "an item is a mapping"),
        ("- {phase: never, text: a}\n", "1:11", "no such phase"),
        ("- {phase: set-up}\n", "1:3", "an item needs text"),
        ("- {phase: set-up, text: a, rule: RB999}\n", "1:34", "no such rule"),
        ("- {phase: set-up, text: a, x: b}\n", "1:28", "no such key"),
        ("- {phase: set-up, text: [a]}\n", "1:25", "text on one line"),
    ],
)
def test_a_wrong_item_is_named_by_line(project: Path, text: str, place: str, message: str) -> None:
    put(project, "checklist.yaml", text)
    said = refused(project)
    assert f"checklist.yaml:{place}: " in said
    assert message in said


def test_what_no_folder_of_templates_should_hold(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(project, "extra/Upper.md.j2", "# X\n")
    assert "is called NAME.md.j2" in refused(project)
    path.rename(path.with_name("lower.md.j2")).write_text("no title\n")
    assert "begins with its title" in refused(project)
    path.with_name("lower.md.j2").write_text("# X\n" + "x" * 300_000)
    assert "at most 262144 bytes" in refused(project)
    path.with_name("lower.md.j2").unlink()
    path.symlink_to("/etc/passwd")
    assert "could lead elsewhere" in refused(project)
    monkeypatch.setattr(house, "_MAX_FILES", 0)
    assert "more than 0 files" in refused(project)


def test_a_folder_that_is_not_there(project: Path) -> None:
    shutil.rmtree(project / HOUSE)
    assert "runbook.yaml:" in refused(project)
    (project / HOUSE).symlink_to("/etc")
    assert "there is no such folder" in refused(project)
