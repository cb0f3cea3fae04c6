"""``runbook check``: does everything that has to agree agree?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli.common import find_or_none
from runbook.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.case import Case
    from runbook.cli.common import Console
    from runbook.finding import Finding
    from runbook.rules.base import Checked

_PATH = click.Path(path_type=Path)
FORMATS = ("text", "json", "sarif", "github", "markdown")


@click.command()
@click.argument("path", required=False, type=_PATH)
@click.option("--live", type=_PATH, help="Settings that observe.sh wrote down.")
@click.option("--select", multiple=True, metavar="RB3", help="Only rules with this prefix.")
@click.option("--as-of", metavar="DATE", help="Apply the registries' rules of this day.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    console: Console,
    path: Path | None,
    live: Path | None,
    select: tuple[str, ...],
    as_of: str | None,
    form: str,
) -> int:
    """Compare descriptor, workflows, records and settings.

    PATH is a descriptor or a folder. Without a descriptor the plan is inferred from the
    workflows, so that any repository can be checked.
    """
    from runbook.rules.catalog import run  # noqa: PLC0415 - start-up

    case = _case(path or Path(), live, as_of)
    checked = run(case, select)
    findings = _sorted(checked)
    if form == "text":
        _tell(case, checked, findings, console)
    else:
        click.echo(_render(form, findings, checked), nl=False)
    bad = any(item.severity == "error" for item in findings) and form != "sarif"
    return ExitCode.FINDINGS if bad else ExitCode.OK


def _case(path: Path, live: Path | None, as_of: str | None) -> Case:
    from runbook.observe import case_of, inferred_case  # noqa: PLC0415 - start-up

    observed = None
    if live is not None:
        from runbook.live.read import read_live  # noqa: PLC0415 - start-up

        observed = read_live(live)
    descriptor = find_or_none(path)
    if descriptor is not None:
        return case_of(descriptor, as_of, observed)
    return inferred_case(path, as_of, observed)


def _sorted(checked: Sequence[Checked]) -> list[Finding]:
    order = {"error": 0, "warning": 1, "advice": 2}
    found = [finding for item in checked for finding in item.findings]
    return sorted(found, key=lambda finding: (order[finding.severity.value], finding.code))


def _tell(
    case: Case, checked: Sequence[Checked], findings: Sequence[Finding], console: Console
) -> None:
    from runbook.finding import Pass, Unknown  # noqa: PLC0415 - start-up

    if findings:
        click.echo(console.text().findings(findings), color=console.color)
    if not case.plan.file.endswith((".yaml", ".yml")):
        click.echo("There is no descriptor; the plan was inferred from the workflows.")
    for item in checked:
        if isinstance(item.outcome, Unknown):
            click.echo(f"unknown {item.rule.code}: {item.rule.title}: {item.outcome.decides}")
    passed = sum(isinstance(item.outcome, Pass) for item in checked)
    counts = dict.fromkeys(("error", "warning", "advice"), 0)
    for finding in findings:
        counts[finding.severity.value] += 1
    shown = ", ".join(f"{number} {name}" for name, number in counts.items() if number) or "nothing"
    click.echo(f"{shown} found; {passed} rules hold")


def _render(form: str, findings: Sequence[Finding], checked: Sequence[Checked]) -> str:
    if form == "json":
        from runbook.output.json import findings_json  # noqa: PLC0415 - only this format

        return findings_json(findings)
    if form == "sarif":
        from runbook.output.sarif import sarif  # noqa: PLC0415 - only this format

        return sarif(findings, [item.rule for item in checked])
    if form == "github":
        from runbook.output.github import workflow_commands  # noqa: PLC0415 - only this format

        return workflow_commands(findings)
    from runbook.output.markdown import summary  # noqa: PLC0415 - only this format

    return summary(findings)
