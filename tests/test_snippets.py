"""Every snippet as a reader gets it: read back from the built pages, then judged."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import hcl2
import pytest

from runbook.descriptor.load import load_descriptor
from runbook.forges.github.syntax.read import read_workflow
from runbook.pages.render import Renderer
from runbook.pages.views.forms import filled_forms
from runbook.plan import make_plan
from runbook.site.make import Wish, make
from runbook.source import parse_yaml

if TYPE_CHECKING:
    from runbook.model.plan import Plan

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(ROOT.glob("examples/*/runbook.yaml"))


@dataclass(frozen=True)
class Snippet:
    """A fence of a built page; `title` is what stands above it, usually a file name."""

    page: str
    language: str
    title: str
    text: str


class _Fences(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[Snippet] = []
        self._language = self._title = ""
        self._depth = 0
        self._in_title = False
        self._text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = (dict(attrs).get("class") or "").split()
        if tag == "div" and "highlight" in names:
            self._language = next(
                (name.removeprefix("language-") for name in names if name.startswith("language-")),
                "",
            )
            self._title = ""
        if tag == "span" and "filename" in names:
            self._in_title = True
        if tag == "pre":
            self._text = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._in_title = False
        if tag == "pre" and self._text is not None:
            self.found.append(Snippet(self.page, self._language, self._title, "".join(self._text)))
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._title += data
        elif self._text is not None:
            self._text.append(data)


@dataclass(frozen=True)
class Built:
    """The built handbook of both examples."""

    site: Path
    docs: Path
    snippets: tuple[Snippet, ...]
    plans: dict[str, Plan]

    def of(self, *languages: str) -> list[Snippet]:
        return [item for item in self.snippets if item.language in languages]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    out = tmp_path_factory.mktemp("built")
    made = make(EXAMPLES, Wish(out), lambda _: None)
    assert made.errors == ()
    snippets: list[Snippet] = []
    for page in sorted((out / "site").rglob("*.html")):
        reader = _Fences(page.relative_to(out / "site").as_posix())
        reader.feed(page.read_text(encoding="utf-8"))
        snippets += reader.found
    plans = {file.parent.name: make_plan(load_descriptor(file)) for file in EXAMPLES}
    return Built(out / "site", out / "docs", tuple(snippets), plans)


def test_the_pages_have_snippets_of_every_language(built: Built) -> None:
    assert {item.language for item in built.snippets} >= {"yaml", "sh", "terraform", "text"}


def test_yaml_parses_without_problems(built: Built) -> None:
    for item in built.of("yaml"):
        assert parse_yaml(item.text, item.page).problems == (), item


def test_terraform_parses(built: Built) -> None:
    for item in built.of("terraform"):
        assert hcl2.loads(item.text), item  # type: ignore[attr-defined]  # untyped


def test_every_shell_line_splits_into_words(built: Built) -> None:
    for item in built.of("sh"):
        assert shlex.split(item.text, comments=True), item


def test_a_titled_snippet_equals_its_download(built: Built) -> None:
    compared = 0
    for item in built.snippets:
        folder = built.docs / Path(item.page).parent / "downloads"
        name = item.title.removeprefix(".github/").replace("/", "-")
        if item.title and (folder / name).is_file():
            compared += 1
            assert item.text == (folder / name).read_text(encoding="utf-8"), item.title
    assert compared >= 2 * len(EXAMPLES)


def test_workflows_say_what_the_plan_says(built: Built) -> None:
    workflows = [item for item in built.of("yaml") if item.title.startswith(".github/workflows/")]
    assert workflows
    for item in workflows:
        plan = built.plans[item.page.split("/")[0]]
        workflow = read_workflow(item.text, item.title)
        assert workflow.problems == ()
        for publication in plan.publications:
            if publication.call_path[-1] != workflow.file:
                continue
            job = workflow.jobs[publication.job]
            assert job.environment is not None
            assert job.environment.name.value == publication.environment
            assert job.permissions is not None
            assert job.permissions.scopes["id-token"].value == "write"


def test_the_gh_script_names_every_environment_and_rule(built: Built) -> None:
    scripts = [item for item in built.of("sh") if item.title == "environments.sh"]
    assert len(scripts) == len(EXAMPLES)
    for item in scripts:
        plan = built.plans[item.page.split("/")[0]]
        words = shlex.split(item.text, comments=True)
        assert f"repo={plan.project.full_name}" in words
        for environment in plan.environments:
            assert environment.name in words
            assert set(environment.tags) | set(environment.branches) <= set(words)


def test_terraform_says_what_the_plan_says(built: Built) -> None:
    for item in built.of("terraform"):
        plan = built.plans[item.page.split("/")[0]]
        data = json.dumps(hcl2.loads(item.text))  # type: ignore[attr-defined]  # untyped
        for environment in plan.environments:
            for pattern in (environment.name, *environment.tags, *environment.branches):
                assert json.dumps(pattern)[1:-1] in data.replace('\\"', "")


def test_every_value_of_every_form_stands_on_its_owner_page(built: Built) -> None:
    for project, plan in built.plans.items():
        for form in filled_forms(plan):
            page = built.site / project / "owners" / f"{form.number}-{form.registry}.html"
            cells = re.findall(r"<code[^>]*>(.*?)</code>", page.read_text(encoding="utf-8"))
            for box in form.boxes:
                assert not box.value or box.value in cells, (page, box)


def test_the_handover_holds_the_same_values(built: Built) -> None:
    for project, plan in built.plans.items():
        for form in filled_forms(plan):
            file = built.docs / project / "downloads" / f"handover-{form.number}.txt"
            text = file.read_text(encoding="utf-8")
            assert text == Renderer()("snippets/handover.md.j2", form=form, project=plan.project)
            assert all(f"`{box.value}`" in text for box in form.boxes if box.value)
