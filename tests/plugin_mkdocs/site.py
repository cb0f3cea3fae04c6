"""An existing site, as somebody has it: thirty pages, and plugins that people use."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from runbook.descriptor.load import load_descriptor
from runbook.plan import make_plan
from runbook.workflows.compose import compose

ROOT = Path(__file__).parents[2]
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "NO_COLOR": "1"}
PAGES = 30

CONFIG = """\
site_name: Somebody's site
site_dir: built
theme: {{name: {theme}}}
plugins:
{plugins}
nav:
- Home: index.md
- Guides:
{guides}
markdown_extensions: [admonition]
"""


def write_site(folder: Path, plugins: str, theme: str = "mkdocs", nav: bool = True) -> Path:
    """The site with `plugins`, lines of a YAML list; returns its folder, a checkout."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (folder / ".git").mkdir()
    (docs / "index.md").write_text("# Home\n\nWelcome.\n", encoding="utf-8")
    for number in range(1, PAGES):
        text = f"# Guide {number}\n\nSee [home](index.md).\n\n!!! note\n    Words.\n"
        (docs / f"guide-{number}.md").write_text(text, encoding="utf-8")
    guides = "\n".join(f"  - guide-{number}.md" for number in range(1, PAGES))
    text = CONFIG.format(theme=theme, plugins=plugins, guides=guides)
    text = text if nav else text.partition("nav:")[0]
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    write_project(folder, "quilt-mcp-server")
    return folder


def write_project(folder: Path, example: str) -> None:
    """An example's descriptor, and the workflows compiled from it."""
    file = folder / "runbook.yaml"
    file.write_bytes((ROOT / "examples" / example / "runbook.yaml").read_bytes())
    for path, text in compose(make_plan(load_descriptor(file))).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def environment(folder: Path) -> dict[str, str]:
    """The environment in which MkDocs finds the plugin as pyproject.toml registers it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = folder / "metadata" / "runbook_site-0.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    points = project["entry-points"]["mkdocs.plugins"].items()
    lines = "".join(f"{name} = {target}\n" for name, target in points)
    (info / "entry_points.txt").write_text(f"[mkdocs.plugins]\n{lines}", encoding="utf-8")
    (info / "METADATA").write_text("Name: runbook-site\nVersion: 0\n", encoding="utf-8")
    path = os.pathsep.join([str(ROOT), str(info.parent)])
    return os.environ | QUIET | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


def build(folder: Path, *options: str, program: str = "mkdocs") -> subprocess.CompletedProcess[str]:
    """A strict build of the site in `folder`."""
    return subprocess.run(
        [sys.executable, "-m", program, "build", "--strict", *options],
        cwd=folder,
        env=environment(folder.parent),
        capture_output=True,
        text=True,
        check=False,
    )
