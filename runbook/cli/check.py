"""``runbook check``: does everything that has to agree agree?"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from runbook.cli import values
from runbook.cli.common import as_of_option, case_at
from runbook.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.case import Case
    from runbook.cli.common import Console
    from runbook.finding import Finding
    from runbook.rules.base import Checked
    from runbook.rules.exceptions import Hidden

_PATH = click.Path(path_type=Path)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
FORMATS = ("text", "json", "sarif", "github", "markdown")


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    live: Path | None
    base: Path | None
    baseline: Path | None
    write_baseline: Path | None
    select: tuple[str, ...]
    as_of: str | None
    form: str
    fix: bool
    write: bool


@click.command()
@click.argument("path", required=False, type=_PATH, shell_complete=values.descriptors)
@click.option("--live", type=_PATH, help="Settings that observe.sh wrote down.")
@click.option("--base", type=_FOLDER, help="A checkout of the branch that the change goes to.")
@click.option("--baseline", type=_PATH, help="Do not report the findings in this file.")
@click.option("--write-baseline", type=_PATH, help="Write the findings into this file.")
@click.option(
    "--select",
    multiple=True,
    metavar="RB3",
    shell_complete=values.selections,
    help="Only rules with this prefix.",
)
@as_of_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--fix", is_flag=True, help="Show what a machine can repair, as a diff.")
@click.option("--write", is_flag=True, help="With --fix: change the files.")
@click.pass_obj
def command(console: Console, /, path: Path | None, **given: Any) -> int:  # noqa: ANN401 - options
    """Compare descriptor, workflows, records and settings.

    PATH is a descriptor or a folder. Without a descriptor the plan is inferred from the
    workflows, so that any repository can be checked.

    What does not matter here is ignored by `check: {ignore: ...}` in the descriptor, or by a
    comment `# runbook: ignore RB412 REASON` on or above the line of a workflow; never who may
    publish. With --base, what that branch ignores counts, and a change of who may publish is a
    finding.
    """
    from runbook.output.located import shown  # noqa: PLC0415 - start-up
    from runbook.rules.catalog import run  # noqa: PLC0415 - start-up
    from runbook.rules.exceptions import comments_in, hide  # noqa: PLC0415 - start-up

    options = Options(**given)
    _agree(options)
    case = case_at(path or Path(), options.as_of, options.live, options.base)
    every = run(case, options.select or case.checks.select)
    allowed = None if options.base is None else comments_in(options.base)
    checked, hidden = hide(case, every, _baseline(options), allowed)
    if options.write_baseline is not None:
        return _adopt(options.write_baseline, checked)
    findings = shown(case, checked)
    if options.fix:
        return _repair(case, findings, options)
    if options.form == "text":
        _tell(case, (checked, hidden), findings, console)
    else:
        from runbook.output.formats import rendered  # noqa: PLC0415 - only for machines

        rules = [item.rule for item in checked]
        click.echo(rendered(options.form, findings, rules), nl=False)
    return _code(findings, options)


def _agree(options: Options) -> None:
    if options.write and not options.fix:
        raise UsageError("--write is for --fix", hint="`runbook check --fix` shows the changes")
    if options.fix and options.form != "text":
        raise UsageError("--fix shows a diff and has no other format")


def _baseline(options: Options) -> frozenset[str]:
    if options.baseline is None:
        return frozenset()
    from runbook.output.baseline import read_baseline  # noqa: PLC0415 - start-up

    if options.base is None:
        return read_baseline(options.baseline)
    before = options.base / options.baseline
    return read_baseline(before) if before.is_file() else frozenset()


def _adopt(target: Path, checked: Sequence[Checked]) -> int:
    from runbook.output.atomic import write_file  # noqa: PLC0415 - start-up
    from runbook.output.baseline import baseline_text  # noqa: PLC0415 - start-up

    known = [one for item in checked if not item.rule.trust for one in item.findings]
    write_file(target, baseline_text(known))
    click.echo(f"wrote {target}: {len(known)} findings")
    return ExitCode.OK


def _code(findings: Sequence[Finding], options: Options) -> int:
    bad = any(item.severity == "error" for item in findings) and options.form != "sarif"
    return ExitCode.FINDINGS if bad else ExitCode.OK


def _repair(case: Case, findings: Sequence[Finding], options: Options) -> int:
    from runbook.output.atomic import write_files  # noqa: PLC0415 - start-up
    from runbook.output.fixes import diff, repairs  # noqa: PLC0415 - start-up

    root = Path(case.repository.root) if case.repository else Path(case.plan.file).parent
    found = repairs(findings, root)
    click.echo(diff(found.changes), nl=False)
    if options.write:
        write_files((Path(change.file), change.after) for change in found.changes)
    for change in found.changes:
        verb = "wrote" if options.write else "would write"
        click.echo(f"{verb} {change.file}: {', '.join(change.codes)}")
    if found.postponed:
        click.echo(f"left for another run: {', '.join(found.postponed)}")
    if not found.changes:
        click.echo("there is nothing that a machine can repair")
    left = [one for one in findings if one.code in found.postponed or not _has_edits(one)]
    return _code(left, options)


def _has_edits(finding: Finding) -> bool:
    return finding.fix is not None and bool(finding.fix.edits)


def _no_root(case: Case) -> str:
    """Why there is no checkout to read; the root that is above the descriptor, where one is."""
    folder = Path(case.plan.file).parent
    above = folder.resolve().parents
    root = next((one for one in above if (one / ".git").exists()), None)
    hint = "" if root is None else f"; the root is `{Path(os.path.relpath(root))}`"
    name = "this folder" if folder == Path() else f"`{folder}`"
    return f"{name} is not the root of a checkout{hint}"


def _tell(
    case: Case,
    answers: tuple[Sequence[Checked], Sequence[Hidden]],
    findings: Sequence[Finding],
    console: Console,
) -> None:
    from runbook.output.answers import closing  # noqa: PLC0415 - start-up

    if findings:
        click.echo(console.text().findings(findings), color=console.color)
    if case.plan.is_inferred:
        click.echo("There is no descriptor; the plan was inferred from what the jobs do.")
    if case.repository is None:
        click.echo(f"No workflow file was looked at: {_no_root(case)}.")
    for line in closing(answers[0], findings, answers[1]):
        click.echo(line)
