"""``runbook build``: from descriptors to a site in a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli import values
from runbook.cli.common import Console, json_option, resolve_descriptor
from runbook.site.builders import DEFAULT, builder_names
from runbook.text import how_many

if TYPE_CHECKING:
    from runbook.site.make import Made

_PATH = click.Path(path_type=Path)
_OUT = Path("build") / "runbook"


@click.command()
@click.argument("descriptors", nargs=-1, type=_PATH, shell_complete=values.descriptors)
@click.option("--out", type=_PATH, default=_OUT, show_default=True, help="The folder to write.")
@click.option("--no-site", is_flag=True, help="Stop at Markdown; build no HTML.")
@click.option("--pages-only", is_flag=True, help="Write pages alone, for another site's folder.")
@click.option(
    "--builder",
    type=click.Choice(builder_names()),
    default=DEFAULT,
    show_default=True,
    help="What turns the Markdown into HTML.",
)
@click.option("--strict", is_flag=True, help="Write nothing when a finding is an error.")
@click.option("--prove", is_flag=True, help="Ask linters and parsers about every snippet.")
@click.option("--force", is_flag=True, help="Overwrite generated files that were edited.")
@json_option
@click.pass_obj
def command(  # noqa: PLR0913 - one parameter an option
    console: Console,
    descriptors: tuple[Path, ...],
    *,
    out: Path,
    no_site: bool,
    pages_only: bool,
    builder: str,
    strict: bool,
    prove: bool,
    force: bool,
    as_json: bool,
) -> int:
    """Compile descriptors into a site: guides, checklists, scripts.

    Without DESCRIPTORS, runbook.yaml of this folder or one above. Several make one handbook.
    The folder gets mkdocs.yml and docs/ (Markdown for any builder) and site/ (HTML that needs
    no network). Files of others in it are never touched.
    """
    from runbook.output.progress import Progress  # noqa: PLC0415 - start-up
    from runbook.site.make import Wish, make  # noqa: PLC0415 - start-up

    paths = [resolve_descriptor(path) for path in descriptors or (None,)]
    wish = Wish(out, builder, not no_site, strict, prove, force, pages_only)
    with Progress(sys.stderr, wanted=not as_json) as progress:
        made = make(paths, wish, progress)
    if as_json:
        click.echo(_json(made, out), nl=False)
    else:
        _tell(made, out, console)
        if pages_only and made.documents:
            click.echo(f"{out} now belongs to your site: name its index.md in the navigation")
    return made.exit_code


def _tell(made: Made, out: Path, console: Console) -> None:
    if made.findings:
        shown = console.text().findings(made.errors)
        click.echo(shown, err=True, nl=False, color=console.color)
    for line in made.objections:
        click.echo(line, err=True)
    click.echo(_summary(made, out))
    for path in made.seeds:
        click.echo(f"{out / path} is yours from now on: complete what its comments say")


def _summary(made: Made, out: Path) -> str:
    others = len(made.findings) - len(made.errors)
    counts = f"{how_many(len(made.errors), 'error')}, {how_many(others, 'other finding')}"
    found = f"{counts}; the pages show them. " if made.findings else ""
    if made.documents is None:
        return f"{counts}; nothing was written, because of --strict."
    last = made.site or made.documents
    total = last.unchanged + len(last.written)
    state = f"{len(last.written)} of {how_many(total, 'file')} changed"
    goal = out / "site" / "index.html" if made.site else out / "docs" / "index.md"
    goal = goal if goal.is_file() else out / "index.md"
    return f"{found}{state}; open {goal}"


def _json(made: Made, out: Path) -> str:
    import json  # noqa: PLC0415 - start-up
    from dataclasses import asdict  # noqa: PLC0415 - start-up

    from runbook.output.json import finding_data  # noqa: PLC0415 - start-up

    data = {
        "out": str(out),
        "documents": asdict(made.documents) if made.documents else None,
        "site": asdict(made.site) if made.site else None,
        "objections": list(made.objections),
        "seeds": list(made.seeds),
        "findings": [finding_data(item) for item in made.findings],
    }
    return json.dumps(data, indent=2) + "\n"
